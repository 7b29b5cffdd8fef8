package dev.gaia.asset.job;

import jakarta.annotation.PreDestroy;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the database that this process still works on its jobs, and the workers when a job is theirs no more. */
@Component
class JobLeases {

    private static final Logger log = LoggerFactory.getLogger(JobLeases.class);

    private final JobRepository jobs;
    private final JobProperties properties;
    private final InstantSource clock;
    private final Map<UUID, AtomicBoolean> kept = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("job-leases").factory());

    JobLeases(JobRepository jobs, JobProperties properties, InstantSource clock) {
        this.jobs = jobs;
        this.properties = properties;
        this.clock = clock;
        long period = Math.max(1, properties.lease().toMillis() / 6);
        timer.scheduleAtFixedRate(this::extendAll, period, period, TimeUnit.MILLISECONDS);
    }

    /** @return becomes true when the claim has been lost, by cancellation or because the lease ended */
    AtomicBoolean keep(UUID claim) {
        AtomicBoolean lost = new AtomicBoolean();
        kept.put(claim, lost);
        return lost;
    }

    void drop(UUID claim) {
        kept.remove(claim);
    }

    private void extendAll() {
        kept.forEach((claim, lost) -> {
            try {
                if (!jobs.extend(claim, clock.instant().plus(properties.lease()))) {
                    lost.set(true);
                }
            } catch (RuntimeException away) { // anything thrown from here would end the timer for good
                log.warn("A lease could not be extended", away);
            }
        });
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
