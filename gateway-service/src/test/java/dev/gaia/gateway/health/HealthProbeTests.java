package dev.gaia.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.health.HealthProbes.Probe;
import dev.gaia.gateway.health.SuiteHealth.ServiceHealth;
import dev.gaia.gateway.health.SuiteHealth.Status;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthProbeTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Probe probe =
            new Probe(new ServiceHealth(Status.HEALTHY, 0.01, null), Optional.of(true), Optional.of(true), NOW);

    @Test
    void recentProbeIsBelieved() {
        assertThat(probe.seenAt(NOW.plusSeconds(9))).isEqualTo(probe);
    }

    @Test
    void oldProbeSaysNothingGood() {
        Probe seen = probe.seenAt(NOW.plusSeconds(11));

        assertThat(seen.health()).isEqualTo(ServiceHealth.failed("not asked lately"));
        assertThat(seen.database()).isEmpty();
        assertThat(seen.redis()).isEmpty();
    }
}
