package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("suite")
@ExtendWith(SharedSuite.class)
class StartCachesTests {

    private static final Duration SPARE_TIME = Duration.ofMinutes(5);

    private static RunningSuite suite;

    @BeforeAll
    static void start(RunningSuite shared) {
        suite = shared;
    }

    @Test
    void cacheIsMadeWhileTheSuiteRunsAndUsedByTheNextStart() throws IOException, InterruptedException {
        Path root = Installation.here().root();
        await().atMost(SPARE_TIME).until(() -> ServiceKind.AUTH.hasStartCache(root));

        assertThat(suite.gaia("restart", "auth").exitCode()).isZero();

        assertThat(Files.readString(Path.of("/proc/" + suite.instance("auth").pid() + "/maps")))
                .contains(ServiceKind.AUTH.startCache(root).toString());
    }
}
