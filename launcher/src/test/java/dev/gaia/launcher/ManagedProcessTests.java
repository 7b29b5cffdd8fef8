package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTests {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void waitGrowsToFifteenSeconds() {
        assertThat(IntStream.rangeClosed(1, 7).mapToObj(ManagedProcess::backOff).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
    }

    @Test
    void killedProcessComesBackAndAStoppedOneDoesNot() throws IOException {
        ManagedProcess process = new ManagedProcess(
                new ManagedProcess.Specification(
                        "sleeper", List.of("sleep", "300"), Map.of(), folder.resolve("log"), false),
                timer,
                _ -> {});
        process.start();
        long first = process.pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().atMost(Duration.ofSeconds(20)).until(() -> process.isAlive() && process.pid() != first);
        assertThat(process.restarts()).isEqualTo(1);
        process.stop(Duration.ofSeconds(5));
        assertThat(process.isAlive()).isFalse();
    }
}
