package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PostgresServerTests {

    @TempDir
    private static Path folder;

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor();
    private static PostgresServer server;
    private static ManagedProcess process;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Installation installation = new Installation(folder, folder.resolve("home"));
        int port = Ports.choose(List.of(), true).of(Port.POSTGRES);
        server = new PostgresServer(installation, new Secrets(installation), port);
        process = new ManagedProcess(server.prepare(), TIMER, _ -> {});
        process.start();
        await().atMost(Duration.ofSeconds(90)).until(server::isReady);
        server.createDatabases();
        server.createDatabases(); // harmless
    }

    @AfterAll
    static void stop() {
        process.stop(Duration.ofSeconds(30));
        TIMER.shutdownNow();
        assertThat(process.isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = ServiceKind.class,
            names = {"AUTH", "CHAT", "ASSET"})
    void ownerEntersItsDatabaseAndNoOther(ServiceKind owner) throws SQLException {
        try (Connection own = server.connect(owner.label(), server.password(owner), owner.label())) {
            assertThat(own.isValid(2)).isTrue();
        }
        for (ServiceKind other : List.of(ServiceKind.AUTH, ServiceKind.CHAT, ServiceKind.ASSET)) {
            if (other != owner) {
                assertThatThrownBy(() -> server.connect(owner.label(), server.password(owner), other.label()))
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ServiceKind.class,
            names = {"AUTH", "CHAT", "ASSET"})
    void nobodyEntersWithoutTheRightPassword(ServiceKind owner) {
        assertThatThrownBy(() -> server.connect(owner.label(), "wrong", owner.label()))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }
}
