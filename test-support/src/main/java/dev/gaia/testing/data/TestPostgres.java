package dev.gaia.testing.data;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** One PostgreSQL server for all tests of a JVM, with a fresh database for whoever asks; ends with the JVM. */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static final String SERVER = Docker.isAvailable() ? container() : embedded();

    private TestPostgres() {}

    /** The address of a new, empty database, as {@code DATABASE_URL} holds it. */
    public static String newDatabaseUrl() {
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + SERVER + "/postgres", "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException("Could not create a database for the test", failure);
        }
        return "postgres://postgres:postgres@" + SERVER + "/" + name;
    }

    private static String embedded() {
        try {
            return "127.0.0.1:" + EmbeddedPostgres.builder().start().getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @SuppressWarnings("resource") // Testcontainers' own watchdog ends it with the JVM
    private static String container() {
        GenericContainer<?> postgres = new GenericContainer<>("postgres:18-alpine")
                .withEnv("POSTGRES_PASSWORD", "postgres")
                .withExposedPorts(5432)
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 2));
        postgres.start();
        return postgres.getHost() + ":" + postgres.getMappedPort(5432);
    }
}
