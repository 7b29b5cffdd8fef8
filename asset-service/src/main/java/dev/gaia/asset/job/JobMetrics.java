package dev.gaia.asset.job;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** How jobs fare. */
@Component
class JobMetrics {

    private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
    private final Timer generation;

    JobMetrics(MeterRegistry registry, JobRepository jobs, InstantSource clock) {
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
        for (Outcome outcome : Outcome.values()) {
            ended.put(
                    outcome,
                    Counter.builder("asset.jobs.ended")
                            .description("Attempts at jobs by how they ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        generation = Timer.builder("asset.generation")
                .description("Time that an engine took for one asset")
                .publishPercentileHistogram()
                .register(registry);
    }

    /** How an attempt at a job ended; all are there from the start, so that rates of the rare ones are right. */
    enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED,
        RETRIED,
        POSTPONED,
        OVERTAKEN
    }

    void made(long nanos) {
        generation.record(Duration.ofNanos(nanos));
    }

    void ended(Outcome outcome) {
        Objects.requireNonNull(ended.get(outcome)).increment();
    }

    /** A gauge of a database that is away shows no value instead of a wrong one. */
    private static Number known(Supplier<Double> value) {
        try {
            return value.get();
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
