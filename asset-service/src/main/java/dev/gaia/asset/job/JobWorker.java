package dev.gaia.asset.job;

import dev.gaia.asset.generation.AssetEngine;
import dev.gaia.asset.generation.AssetEngine.GeneratedAsset;
import dev.gaia.asset.generation.AssetEngine.GenerationCancelledException;
import dev.gaia.asset.job.JobMetrics.Outcome;
import dev.gaia.asset.library.Asset;
import dev.gaia.asset.library.AssetLibrary;
import dev.gaia.asset.storage.AssetStore;
import dev.gaia.asset.storage.AssetStore.StorageUnavailableException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/** Claims a job, makes its asset and keeps it; many of these can run, in any number of processes. */
@Component
class JobWorker {

    private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

    private final JobRepository jobs;
    private final JobLeases leases;
    private final JobEvents events;
    private final JobMetrics metrics;
    private final JobProperties properties;
    private final List<AssetEngine> engines;
    private final AssetStore store;
    private final AssetLibrary library;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    JobWorker(
            JobRepository jobs,
            JobLeases leases,
            JobEvents events,
            JobMetrics metrics,
            JobProperties properties,
            List<AssetEngine> engines,
            AssetStore store,
            AssetLibrary library,
            TransactionOperations transactions,
            InstantSource clock) {
        this.jobs = jobs;
        this.leases = leases;
        this.events = events;
        this.metrics = metrics;
        this.properties = properties;
        this.engines = engines;
        this.store = store;
        this.library = library;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Works on one job.
     *
     * @return whether there was one
     * @throws StorageUnavailableException when the store was away; the job waits in the queue
     * @throws DataAccessException or a {@link TransactionException} when the database was
     */
    boolean workOnce() {
        UUID claim = UUID.randomUUID();
        Optional<Job> job = jobs.claim(claim, clock.instant(), clock.instant().plus(properties.lease()));
        job.ifPresent(claimed -> work(claimed, claim));
        return job.isPresent();
    }

    private void work(Job job, UUID claim) {
        if (job.attempts() > properties.maxAttempts()) {
            giveUp(job, claim);
            return;
        }
        AtomicBoolean lost = leases.keep(claim);
        try {
            make(job, claim, lost);
        } catch (GenerationCancelledException givenUp) {
            metrics.ended(Outcome.CANCELLED);
        } catch (StorageUnavailableException away) {
            log.warn("Job {} waits, since the store is away", job.id(), away);
            jobs.release(claim, clock.instant().plus(properties.retryAfter()), false, clock.instant());
            metrics.ended(Outcome.POSTPONED);
            throw away;
        } catch (DataAccessException | TransactionException away) {
            throw away; // nothing can be written; the lease ends by itself and the job is taken over
        } catch (RuntimeException | OutOfMemoryError failure) {
            log.error("Job {} failed at attempt {}", job.id(), job.attempts(), failure);
            retry(job, claim);
        } finally {
            leases.drop(claim);
        }
    }

    private void retry(Job job, UUID claim) {
        if (job.attempts() >= properties.maxAttempts()) {
            giveUp(job, claim);
        } else {
            jobs.release(claim, clock.instant().plus(properties.retryAfter()), true, clock.instant());
            metrics.ended(Outcome.RETRIED);
        }
    }

    private void giveUp(Job job, UUID claim) {
        if (jobs.fail(claim, "Given up after " + properties.maxAttempts() + " attempts", clock.instant())) {
            end(job, Outcome.FAILED);
        } else {
            metrics.ended(Outcome.OVERTAKEN);
        }
    }

    private void make(Job job, UUID claim, AtomicBoolean lost) {
        AssetEngine engine = engines.stream()
                .filter(candidate -> candidate.categories().contains(job.category()))
                .findFirst()
                .orElseThrow();
        long start = System.nanoTime();
        GeneratedAsset made = engine.make(job.wish(), lost::get);
        metrics.made(System.nanoTime() - start);
        String sha256 = store.put(made.bytes(), made.contentType());
        Asset asset = new Asset(
                UUID.randomUUID(),
                job.ownerId(),
                job.id(),
                job.category(),
                job.wish().style(),
                job.wish().description(),
                sha256,
                made.bytes().length,
                made.contentType(),
                job.wish().size(),
                engine.name(),
                made.material(),
                job.wish().seed(),
                clock.instant());
        if (keep(claim, asset)) {
            end(job, Outcome.SUCCEEDED);
        } else {
            metrics.ended(Outcome.OVERTAKEN);
        }
    }

    /** Job and asset change together or not at all, and only while the claim holds. */
    private boolean keep(UUID claim, Asset asset) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            boolean counts = jobs.succeed(claim, asset.id(), clock.instant());
            if (counts) {
                library.add(asset);
            }
            return counts;
        }));
    }

    private void end(Job job, Outcome outcome) {
        metrics.ended(outcome);
        events.ended(job.id());
    }
}
