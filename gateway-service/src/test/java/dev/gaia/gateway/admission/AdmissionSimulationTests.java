package dev.gaia.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.admission.Entry.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What clients see of the decisions on admission. Every row stands in {@code src/test/resources/simulation/report.md} too, so that a
 * change of behaviour is seen as a change of that file.
 */
class AdmissionSimulationTests {

    private static final Path REPORT = Path.of("src/test/resources/simulation/report.md");
    private static final Path FOUND = Path.of("target/simulation/report.md");
    private static final Map<String, String> ROWS = new TreeMap<>();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Simulation simulation = new Simulation();

    @AfterAll
    static void reportSaysWhatTheSimulationSays() throws IOException {
        String report = """
                # Admission in virtual time

                Written by `AdmissionSimulationTests`. The gateway is one core that takes 0.15 ms for a request that it lets in and 0.03 ms
                for one that it refuses. Services have places and a queue without end: login 8 of 10 ms (800/s), chat 8 of 20 ms (400/s),
                assets 40 of 4 ms (10,000/s). A minute with 100/s, 150/s and 200/s of them, and what the scenario adds; the first
                byte has to come within 5 s.

                """ + Simulation.header() + String.join("", ROWS.values());
        Files.createDirectories(FOUND.toAbsolutePath().getParent());
        Files.writeString(FOUND, report);
        assertThat(FOUND)
                .as("Admission behaves in another way than the report says. If that is meant: cp gateway-service/"
                        + FOUND + " gateway-service/" + REPORT)
                .hasSameTextualContentAs(REPORT);
    }

    @Test
    void spikeOfOneClassIsServedToTheBoundAndDelaysNoOther() {
        simulation.load(RequestClass.CHAT, Duration.ofSeconds(10), Duration.ofSeconds(12), 2_000);
        run("one_big_spike");

        assertThat(chat().refused(Reason.BULKHEAD_FULL)).isPositive();
        assertThat(chat().late).isZero();
        assertUndisturbed(login());
        assertUndisturbed(assets());
    }

    @Test
    void serviceThatIsFrozenTakesNothingFromTheOthersAndIsTriedUntilItIsBack() {
        simulation.freeze(RequestClass.ASSETS, Duration.ofSeconds(10), Duration.ofSeconds(30));
        run("black_hole");

        assertUndisturbed(login());
        assertUndisturbed(chat());
        assertThat(assets().refused(Reason.CIRCUIT_OPEN)).isPositive();
        assertThat(assets().late).as("asked for nothing").isLessThan(1_200);
        assertThat(assets().served)
                .as("before, and not much later than it is back")
                .isGreaterThan(200 * 28);
    }

    @Test
    void serviceThatBecomesSlowIsAskedLessAndAnswersWhatItIsAsked() {
        simulation.slow(RequestClass.CHAT, Duration.ofSeconds(10), Duration.ofSeconds(40), 10);
        run("slow_upstream");

        assertThat(chat().lowestLimit).isLessThan(150);
        assertThat(chat().millis(0.99))
                .as("without a limit all would be too late")
                .isLessThan(5_000);
        assertThat(chat().served).isGreaterThan(150 * 30 + 40 * 25);
        assertUndisturbed(login());
        assertUndisturbed(assets());
    }

    @Test
    void floodOfTheLowestClassIsRefusedBeforeAnyOtherNoticesIt() {
        simulation.load(RequestClass.ASSETS, Duration.ofSeconds(10), Duration.ofSeconds(40), 9_000);
        run("low_class_flood");

        assertThat(assets().refused(Reason.GATEWAY_BUSY) + assets().refused(Reason.BULKHEAD_FULL))
                .isGreaterThan(10_000);
        assertThat(login().served).isEqualTo(login().sent);
        assertThat(chat().served).isEqualTo(chat().sent);
        assertThat(login().millis(0.5)).isLessThan(100);
    }

    private void run(String scenario) {
        simulation.load(RequestClass.LOGIN, Duration.ZERO, MINUTE, 100);
        simulation.load(RequestClass.CHAT, Duration.ZERO, MINUTE, 150);
        simulation.load(RequestClass.ASSETS, Duration.ZERO, MINUTE, 200);
        simulation.run();
        ROWS.put(scenario, simulation.rows(scenario));
    }

    private static void assertUndisturbed(Simulation.Seen clients) {
        assertThat(clients.served).isEqualTo(clients.sent);
        assertThat(clients.millis(0.99)).isLessThan(35);
    }

    private Simulation.Seen login() {
        return simulation.of(RequestClass.LOGIN);
    }

    private Simulation.Seen chat() {
        return simulation.of(RequestClass.CHAT);
    }

    private Simulation.Seen assets() {
        return simulation.of(RequestClass.ASSETS);
    }
}
