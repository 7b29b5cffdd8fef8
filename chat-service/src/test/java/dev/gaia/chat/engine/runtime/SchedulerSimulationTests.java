package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.runtime.Simulation.Request;
import dev.gaia.chat.engine.scheduler.WatchedScheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What clients see of the scheduler's decisions. Every row stands in {@code src/test/resources/simulation/report.md} too, so that
 * a change of behaviour is seen as a change of that file.
 */
class SchedulerSimulationTests {

    private static final Path REPORT = Path.of("src/test/resources/simulation/report.md");
    private static final Path FOUND = Path.of("target/simulation/report.md");
    private static final int BLOCK = 16;

    /** As many blocks as the default model has in a gigabyte. */
    private static final int BLOCKS = 2_912;

    private static final Map<String, String> ROWS = new TreeMap<>();

    @RegisterExtension
    private final WatchedScheduler scheduler = new WatchedScheduler(BLOCKS, BLOCK, 64);

    @RegisterExtension
    private final WatchedScheduler other = new WatchedScheduler(BLOCKS, BLOCK, 64);

    @RegisterExtension
    private final WatchedScheduler eightPlaces = new WatchedScheduler(BLOCKS, BLOCK, 8);

    @RegisterExtension
    private final WatchedScheduler smallMemory = new WatchedScheduler(64, BLOCK, 16);

    private final Random random = new Random(1);

    @AfterAll
    static void reportSaysWhatTheSimulationSays() throws IOException {
        String report = """
                # The scheduler in virtual time

                Written by `SchedulerSimulationTests`; times in milliseconds. A step costs what the default model takes on two cores:
                6 ms, 0.8 for a token of an answer, 0.7 for one of a prompt, 0.0004 for each token that one of them looks back on.

                """ + Simulation.header() + String.join("", ROWS.values());
        Files.createDirectories(FOUND.toAbsolutePath().getParent());
        Files.writeString(FOUND, report);
        assertThat(FOUND)
                .as("The scheduler behaves in another way than the report says. If that is meant: cp chat-service/"
                        + FOUND + " chat-service/" + REPORT)
                .hasSameTextualContentAs(REPORT);
    }

    @Test
    void oneBigSpikeIsServedToTheBoundOfTheQueueAndRefusedBeyond() {
        Simulation spike = new Simulation(scheduler, 64, 64);
        for (int i = 0; i < 300; i++) {
            spike.comes(Duration.ofMillis(i / 10), "caller-" + i % 30, Priority.INTERACTIVE, 96, 60 + i % 80, 64);
        }
        spike.run();

        report("one_big_spike", spike);
        assertThat(spike.count(Request::isServed)).isEqualTo(128);
        assertThat(spike.count(Request::wasRefused)).isEqualTo(172);
    }

    @Test
    void longPromptLessThanDoublesTheGapsOfAnswersBesideIt() {
        Simulation without = new Simulation(other, 64, 64);
        List<Request> undisturbed = shortStreams(without);
        without.run();
        Simulation with = new Simulation(scheduler, 64, 64);
        List<Request> disturbed = shortStreams(with);
        Request longPrompt = with.comes(Duration.ofSeconds(2), "long", Priority.INTERACTIVE, 0, 8_000, 16);
        with.run();

        report("long_prompt_among_short", with);
        report("long_prompt_among_short, without it", without);
        long from = Duration.ofSeconds(2).toNanos();
        long to = from + longPrompt.firstToken();
        assertThat(disturbed).allSatisfy(stream -> assertThat(stream.end()).isGreaterThan(to));
        assertThat(Simulation.gapMillis(disturbed, 0.99, from, to))
                .isLessThan(2 * Simulation.gapMillis(undisturbed, 0.99, from, to));
        assertThat(Duration.ofNanos(longPrompt.firstToken())).isLessThan(Duration.ofSeconds(60));
    }

    private static List<Request> shortStreams(Simulation simulation) {
        return IntStream.range(0, 8)
                .mapToObj(i -> simulation.comes(Duration.ZERO, "caller-" + i, Priority.INTERACTIVE, 96, 40, 3_000))
                .toList();
    }

    @Test
    void clientsThatLeaveMakeRoomForThoseWhoWait() {
        Simulation simulation = new Simulation(eightPlaces, 8, 64);
        for (int i = 0; i < 40; i++) {
            Duration at = Duration.ofMillis(50L * i);
            Request request = simulation.comes(at, "caller-" + i % 7, Priority.INTERACTIVE, 96, 100, 200);
            if (i % 2 == 0) {
                simulation.leaves(at.plusMillis(20 + random.nextInt(4_000)), request);
            }
        }
        simulation.run();

        report("client_disconnects", simulation);
        assertThat(simulation.count(Request::hasLeft)).isEqualTo(20);
        assertThat(simulation.count(Request::isServed)).isEqualTo(20);
    }

    @Test
    void greedyCallerDelaysAnotherOnesFirstByAtMostTwoSteps() {
        Simulation alone = new Simulation(other, 8, 100);
        Request undelayed = alone.comes(Duration.ofSeconds(3), "modest", Priority.INTERACTIVE, 96, 100, 50);
        alone.run();
        Simulation shared = new Simulation(eightPlaces, 8, 100);
        for (int i = 0; i < 100; i++) {
            shared.comes(Duration.ZERO, "greedy", Priority.INTERACTIVE, 96, 100, 200);
        }
        Request delayed = shared.comes(Duration.ofSeconds(3), "modest", Priority.INTERACTIVE, 96, 100, 50);
        shared.run();

        report("greedy_caller", shared);
        assertThat(delayed.firstToken() - undelayed.firstToken())
                .isLessThanOrEqualTo(2 * shared.longestStepUntilFirstTokenOf(delayed));
        assertThat(shared.count(Request::isServed)).isEqualTo(101);
    }

    @Test
    void fullMemoryMakesTheLeastUrgentYieldAndGoOnLater() {
        Simulation simulation = new Simulation(smallMemory, 16, 64);
        Priority[] classes = {Priority.BATCH, Priority.INTERACTIVE, Priority.REALTIME};
        for (int i = 0; i < 36; i++) {
            simulation.comes(Duration.ofMillis(100L * i), "caller-" + i % 5, classes[i % 3], 64, 80, 150);
        }
        simulation.run();

        report("memory_full", simulation);
        assertThat(smallMemory.books().preemptions()).isPositive();
        assertThat(simulation.count(Request::isServed)).isEqualTo(36);
    }

    private static void report(String scenario, Simulation simulation) {
        ROWS.put(scenario, simulation.row(scenario));
    }
}
