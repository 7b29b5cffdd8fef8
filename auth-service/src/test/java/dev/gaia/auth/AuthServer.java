package dev.gaia.auth;

import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import dev.gaia.testing.time.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The real service on a port of its own, with real stores and a clock that stands still until a test moves it. */
public final class AuthServer implements AutoCloseable {

    private static final String ENCRYPTION_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    /** Also by the clock of another server that shares the Redis and that a test has moved months ahead. */
    private static final String UNLIMITED = "1000000000";

    private static final AuthServer SHARED =
            new AuthServer(TestPostgres.newDatabaseUrl(), TestRedis.shared().url());

    private final Mailbox mailbox = new Mailbox();
    private final ConfigurableApplicationContext context;

    /** @param settings more of its variables, each as {@code NAME=value} */
    public AuthServer(String databaseUrl, String redisUrl, String... settings) {
        int port = freePort(); // known beforehand, since it is part of the issuer's name
        Map<String, String> variables = new HashMap<>(Map.of(
                "PORT", Integer.toString(port),
                "GAIA_PUBLIC_URL", "http://127.0.0.1:" + port,
                "GAIA_BIND_ADDRESS", "127.0.0.1",
                "DATABASE_URL", databaseUrl,
                "REDIS_URL", redisUrl,
                "GAIA_KEY_ENCRYPTION_KEY", ENCRYPTION_KEY,
                "GAIA_MAIL_FOLDER", mailbox.folder().toString(),
                // All tests come from one network, and their clock stands still.
                "auth.limits.network-burst", UNLIMITED,
                "auth.limits.registrations-burst", UNLIMITED,
                "auth.limits.letters-burst", UNLIMITED));
        for (String setting : settings) {
            variables.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        context = new SpringApplicationBuilder(AuthApplication.class, StandingClock.class)
                .run(variables.entrySet().stream()
                        .map(variable -> "--" + variable.getKey() + "=" + variable.getValue())
                        .toArray(String[]::new));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The one that all tests share which do not harm it; its clock only goes forward. */
    public static AuthServer shared() {
        return SHARED;
    }

    public AuthClient client() {
        Integer port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return new AuthClient(port);
    }

    public MutableClock clock() {
        return context.getBean(MutableClock.class);
    }

    public JdbcClient database() {
        return context.getBean(JdbcClient.class);
    }

    /** The session of somebody who is an admin, as {@link AuthClient#register()} answers it. */
    public Answer registerAdmin() {
        String email = AuthClient.newEmail();
        client().register(email);
        database()
                .sql("UPDATE account SET roles = '{user,admin}' WHERE email = :email")
                .param("email", email)
                .update();
        return client().login(email, AuthClient.PASSWORD);
    }

    /** The letters that this server has sent. */
    public Mailbox mailbox() {
        return mailbox;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class StandingClock {

        @Bean
        MutableClock clock() {
            // PostgreSQL rounds to microseconds, and up as well: what begins now would else not have begun.
            return new MutableClock(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }
}
