package dev.gaia.gateway.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/** How limits are decided. */
@Component
class LimitMetrics {

    private final MeterRegistry registry;
    private final Counter local;
    private final Counter redis;
    private final Counter alone;
    private final Timer redisTime;
    private final Counter measured;
    private final Counter estimated;

    LimitMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.local = decisions("local");
        this.redis = decisions("redis");
        this.alone = decisions("alone");
        this.redisTime = Timer.builder("gateway.limits.redis")
                .description("How long requests waited for Redis to count them")
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(1))
                .register(registry);
        this.measured = tokens("measured");
        this.estimated = tokens("estimated");
    }

    private Counter decisions(String by) {
        return Counter.builder("gateway.limits.decisions")
                .description("Limits that were looked at, by what decided")
                .tag("by", by)
                .register(registry);
    }

    private Counter tokens(String how) {
        return Counter.builder("gateway.limits.tokens")
                .description("Tokens that were charged")
                .tag("how", how)
                .register(registry);
    }

    void watchDegraded(BooleanSupplier degraded) {
        Gauge.builder("gateway.limits.degraded", () -> degraded.getAsBoolean() ? 1 : 0)
                .description("1 while Redis does not answer and a share of the limits holds in this gateway alone")
                .register(registry);
    }

    void decidedLocally() {
        local.increment();
    }

    void decidedByRedis(long nanos) {
        redis.increment();
        redisTime.record(Duration.ofNanos(nanos));
    }

    void decidedAlone() {
        alone.increment();
    }

    void charged(long tokens, boolean known) {
        (known ? measured : estimated).increment(tokens);
    }
}
