package dev.gaia.asset.job;

import dev.gaia.asset.generation.AssetEngine;
import dev.gaia.asset.generation.TextureWish;
import dev.gaia.common.identity.Caller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** The jobs of whoever calls; everybody else's do not exist for them. */
@Component
class Jobs {

    private final JobRepository repository;
    private final JobSignals signals;
    private final JobEvents events;
    private final JobProperties properties;
    private final List<AssetEngine> engines;
    private final InstantSource clock;

    Jobs(
            JobRepository repository,
            JobSignals signals,
            JobEvents events,
            JobProperties properties,
            List<AssetEngine> engines,
            InstantSource clock) {
        this.repository = repository;
        this.signals = signals;
        this.events = events;
        this.properties = properties;
        this.engines = engines;
        this.clock = clock;
    }

    /**
     * Takes the wish in; it is on disk when this returns.
     *
     * @param most how many jobs the caller may have that have not ended; {@code null} is without limit
     */
    Job submit(Caller caller, String category, TextureWish wish, @Nullable Integer most) {
        if (engines.stream().noneMatch(engine -> engine.categories().contains(category))) {
            throw JobProblem.CATEGORY_NOT_SUPPORTED.exception("No engine here makes the category '" + category
                    + "'. These are made: " + String.join(", ", madeCategories()) + ".");
        }
        Job job = new Job(
                UUID.randomUUID(), caller.accountId(), category, wish, new Job.State.Queued(), 0, clock.instant());
        if (most == null) {
            repository.insert(job);
        } else if (!repository.insertUnless(job, most)) {
            throw tooMany(most);
        }
        events.arrived(job.id());
        return job;
    }

    private static ErrorResponseException tooMany(int most) {
        ErrorResponseException problem = JobProblem.TOO_MANY_JOBS.exception(
                "You have %d jobs that have not ended, as many as your plan allows. Try again in 5 s.".formatted(most));
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
        return problem;
    }

    private SortedSet<String> madeCategories() {
        return engines.stream()
                .flatMap(engine -> engine.categories().stream())
                .collect(Collectors.toCollection(TreeSet::new));
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
            events.ended(id);
        }
        return get(caller, id);
    }

    /** The job as it is when it has come to its end, or when the time is up. */
    Job await(Caller caller, UUID id, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            while (true) {
                CountDownLatch end = signals.endOf(id);
                Job job = get(caller, id);
                long left = deadline - System.nanoTime();
                if (job.state().isEnd() || left <= 0) {
                    return job;
                }
                boolean _ = end.await(Math.min(left, properties.poll().toNanos()), TimeUnit.NANOSECONDS);
            }
        } finally {
            signals.forget(id);
        }
    }
}
