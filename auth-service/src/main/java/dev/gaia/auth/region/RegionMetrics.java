package dev.gaia.auth.region;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How requests find their region, and how old the copies of the directories are. */
@Component
class RegionMetrics {

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Instant> followedAt = new ConcurrentHashMap<>();

    RegionMetrics(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    void follow(String region, Instant now) {
        followedAt.put(region, now);
        Gauge.builder("auth.region.directory.age", this, metrics -> metrics.ageOf(region))
                .description("Time since the directory of the region was read to its end")
                .tag("region", region)
                .baseUnit("seconds")
                .register(registry);
    }

    private double ageOf(String region) {
        return Duration.between(followedAt.getOrDefault(region, Instant.EPOCH), clock.instant())
                .toSeconds();
    }

    void followed(String region, Instant now) {
        followedAt.put(region, now);
    }

    void sentOn(String region, String way) {
        Counter.builder("auth.region.sent")
                .description("Requests that were sent on to the home region of their account")
                .tag("region", region)
                .tag("way", way)
                .register(registry)
                .increment();
    }
}
