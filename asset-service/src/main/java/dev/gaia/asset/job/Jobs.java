package dev.gaia.asset.job;

import dev.gaia.asset.generation.AssetEngine;
import dev.gaia.asset.generation.TextureWish;
import dev.gaia.common.identity.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The jobs of whoever calls; everybody else's do not exist for them. */
@Component
class Jobs {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final JobRepository repository;
    private final JobSignals signals;
    private final List<AssetEngine> engines;
    private final InstantSource clock;

    Jobs(JobRepository repository, JobSignals signals, List<AssetEngine> engines, InstantSource clock) {
        this.repository = repository;
        this.signals = signals;
        this.engines = engines;
        this.clock = clock;
    }

    /** Takes the wish in; it is on disk when this returns. */
    Job submit(Caller caller, String category, TextureWish wish) {
        if (engines.stream().noneMatch(engine -> engine.canMake(category))) {
            throw JobProblem.CATEGORY_NOT_SUPPORTED.exception(
                    "No engine here makes the category '" + category + "'; texture, environment and image are made.");
        }
        Job job = new Job(
                UUID.randomUUID(), caller.accountId(), category, wish, new Job.State.Queued(), 0, clock.instant());
        repository.insert(job);
        signals.arrived();
        return job;
    }

    Job get(Caller caller, UUID id) {
        return repository
                .find(caller.accountId(), id)
                .orElseThrow(() -> JobProblem.JOB_NOT_FOUND.exception("There is no such job."));
    }

    List<Job> list(Caller caller, int limit, int offset) {
        return repository.list(caller.accountId(), limit, offset);
    }

    /** Cancels what has not come to its end; harmless otherwise. */
    Job cancel(Caller caller, UUID id) {
        get(caller, id);
        if (repository.cancel(caller.accountId(), id, clock.instant())) {
            signals.ended(id);
        }
        return get(caller, id);
    }

    /** The job as it is when it has come to its end, or when the time is up. */
    Job await(Caller caller, UUID id, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            Job job = get(caller, id);
            while (!job.state().isEnd() && System.nanoTime() < deadline) {
                Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
                signals.awaitEnd(id, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
                job = get(caller, id);
            }
            return job;
        } finally {
            signals.forget(id);
        }
    }
}
