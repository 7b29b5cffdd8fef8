package dev.gaia.asset.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** How jobs fare. */
@Component
class JobMetrics {

    private final MeterRegistry registry;
    private final Timer generation;

    JobMetrics(MeterRegistry registry, JobRepository jobs, InstantSource clock) {
        this.registry = registry;
        for (String state : new String[] {"queued", "running"}) {
            Gauge.builder("asset.jobs.count", () -> known(() -> (double) jobs.count(state)))
                    .description("Jobs that are not at their end, over all instances")
                    .tag("state", state)
                    .register(registry);
        }
        Gauge.builder("asset.jobs.oldest.wait", () -> known(() -> jobs.oldestWaitSeconds(clock.instant())))
                .description("How long the oldest queued job has waited")
                .baseUnit("seconds")
                .register(registry);
        generation = Timer.builder("asset.generation")
                .description("Time that an engine took for one asset")
                .publishPercentileHistogram()
                .register(registry);
    }

    void made(long nanos) {
        generation.record(Duration.ofNanos(nanos));
    }

    void ended(String outcome) {
        Counter.builder("asset.jobs.ended")
                .description("Jobs by how an attempt at them ended")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    /** A gauge of a database that is away shows no value instead of a wrong one. */
    private static Number known(java.util.function.Supplier<Double> value) {
        try {
            return value.get();
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
