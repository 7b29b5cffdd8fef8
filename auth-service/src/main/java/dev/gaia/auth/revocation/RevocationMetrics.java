package dev.gaia.auth.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** How fresh this instance's copy of the log is. */
@Component
class RevocationMetrics {

    private final Counter redisFailures;

    RevocationMetrics(RevocationFeed feed, MeterRegistry registry) {
        Gauge.builder("gaia.revocations.age", feed, RevocationFeed::ageSeconds)
                .description("How old the knowledge of ended sessions is")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("gaia.revocations.known", feed, RevocationFeed::size)
                .description("Ended sessions whose tokens could still be about")
                .register(registry);
        redisFailures = Counter.builder("auth.redis.failures")
                .description("Messages about ended sessions that Redis did not take")
                .register(registry);
    }

    void redisFailed() {
        redisFailures.increment();
    }
}
