package dev.gaia.launcher;

import static dev.gaia.launcher.RunningSuite.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a cut-off leaves is mended by the next start. It comes first: here the services end for the first time, and leave the
 * archives of their classes with which they start faster from then on.
 */
@Tag("suite")
@Order(1)
@ExtendWith(SharedSuite.class)
class RecoveryTests {

    private static RunningSuite suite;

    @BeforeAll
    static void start(RunningSuite shared) {
        suite = shared;
    }

    @Test
    void upRecoversFromAKilledLauncher() throws IOException, InterruptedException {
        String key = suite.gaia("token").output().strip();
        String conversation = json(suite.post("/api/v0.3/conversations", """
                {"title": "kept"}""", "X-API-Key", key))
                .get("conversation_id")
                .asString();
        List<Long> left = suite.pids();
        ProcessHandle launcher = suite.supervisor();
        launcher.destroyForcibly();
        launcher.onExit().join();
        assertThat(left).allMatch(RunningSuite::isAlive);

        suite.up();

        assertThat(left).noneMatch(RunningSuite::isAlive);
        assertThat(json(suite.get("/api/v0.3/conversations/" + conversation, "X-API-Key", key))
                        .get("title")
                        .asString())
                .isEqualTo("kept");
    }
}
