package dev.gaia.auth.throttle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts attempts that were one too many. */
@Component
class ThrottleMetrics {

    private final MeterRegistry registry;
    private final Counter redisFailures;

    ThrottleMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.redisFailures = Counter.builder("auth.throttle.redis.failures")
                .description("Questions about attempts that Redis did not answer")
                .register(registry);
    }

    void limited(String what) {
        Counter.builder("auth.limited")
                .description("Attempts refused since there were too many before, by what was attempted")
                .tag("what", what)
                .register(registry)
                .increment();
    }

    void redisFailed() {
        redisFailures.increment();
    }
}
