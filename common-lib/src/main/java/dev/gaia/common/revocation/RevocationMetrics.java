package dev.gaia.common.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** How fresh the knowledge of ended sessions is, and how fast it comes. */
final class RevocationMetrics {

    private final InstantSource clock;
    private final Timer lag;
    private final Counter streamsEnded;
    private volatile Instant heardAt;

    RevocationMetrics(RevokedSessions sessions, InstantSource clock, MeterRegistry registry) {
        this.clock = clock;
        this.heardAt = clock.instant();
        Gauge.builder("gaia.revocations.age", this, RevocationMetrics::ageSeconds)
                .description("How old the knowledge of ended sessions is")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("gaia.revocations.known", sessions, RevokedSessions::size)
                .description("Ended sessions whose tokens could still be about")
                .register(registry);
        lag = Timer.builder("gaia.revocations.lag")
                .description("From the end of a session to the refusal of its tokens here")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        streamsEnded = Counter.builder("gaia.revocations.streams.ended")
                .description("Answers that were ended since their session had ended")
                .register(registry);
    }

    void heardAt(Instant time, Duration ageThen) {
        heardAt = time.minus(ageThen);
    }

    void learnt(Duration after) {
        lag.record(after.isNegative() ? Duration.ZERO : after);
    }

    void streamEnded() {
        streamsEnded.increment();
    }

    private double ageSeconds() {
        return Duration.between(heardAt, clock.instant()).toMillis() / 1000.0;
    }
}
