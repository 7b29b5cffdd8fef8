package dev.gaia.launcher;

import static dev.gaia.launcher.RunningSuite.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The ways to end the suite; last, since the other tests need it. */
@Tag("suite")
@Order(Integer.MAX_VALUE)
@TestMethodOrder(OrderAnnotation.class)
@ExtendWith(SharedSuite.class)
class LifecycleTests {

    private static RunningSuite suite;
    private static String key;
    private static String conversation;

    @BeforeAll
    static void rememberSomething(RunningSuite shared) throws IOException, InterruptedException {
        suite = shared;
        key = suite.gaia("token").output().strip();
        JsonNode made = json(suite.post("/api/v0.3/conversations", """
                {"title": "kept"}""", "X-API-Key", key));
        conversation = made.get("conversation_id").asString();
    }

    @Test
    @Order(1)
    void downAndCtrlCEndEverythingAndLoseNothing() throws IOException, InterruptedException {
        List<Long> before = suite.pids();
        assertThat(before).hasSizeGreaterThanOrEqualTo(10);
        assertThat(suite.gaia("down").exitCode()).isZero();
        assertThat(before).noneMatch(RunningSuite::isAlive);

        Process foreground = suite.upInForeground("Ready after");
        suite.findGateway();
        assertConversationIsThere();
        List<Long> after = suite.pids();
        assertThat(after)
                .as("the terminal's Ctrl-C goes to the launcher only, so that it can end them in order")
                .allSatisfy(pid -> assertThat(processGroup(pid)).isNotEqualTo(foreground.pid()));
        interrupt(foreground);

        assertThat(after).noneMatch(RunningSuite::isAlive);
        assertNothingIsLeft();
    }

    @Test
    @Order(2)
    void ctrlCWhileItStartsLeavesNothing() throws IOException, InterruptedException {
        Process foreground = suite.upInForeground("Starting auth");
        interrupt(foreground);

        assertNothingIsLeft();
    }

    private static void assertConversationIsThere() throws IOException, InterruptedException {
        JsonNode kept = json(suite.get("/api/v0.3/conversations/" + conversation, "X-API-Key", key));
        assertThat(kept.get("title").asString()).isEqualTo("kept");
    }

    /** As a terminal does it: to the whole process group. */
    private static void interrupt(Process foreground) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", "--", "-" + foreground.pid()).start().waitFor();
        assertThat(foreground.waitFor(90, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertNothingIsLeft() throws IOException, InterruptedException {
        assertThat(suite.home().resolve("run/state.json")).doesNotExist();
        assertThat(suite.home().resolve("run/children.json")).doesNotExist();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> belongsToSuite(process.pid()))
                        .map(process -> process.info().commandLine()))
                .isEmpty();
        assertThat(suite.gaia("status").exitCode()).isEqualTo(1);
    }

    /** Every process of the suite has the installation's folder on its command line or in its environment. */
    private static boolean belongsToSuite(long pid) {
        return Stream.of("cmdline", "environ").anyMatch(file -> {
            try {
                return Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1)
                        .contains(suite.home().toString());
            } catch (IOException endedMeanwhile) {
                return false;
            }
        });
    }

    private static long processGroup(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
    }
}
