package dev.gaia.asset.job;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Wakes whoever waits in this process at once; those that wait in another one find out by looking again soon.
 */
@Component
class JobSignals {

    private final Semaphore arrivals = new Semaphore(0);
    private final Map<UUID, CountDownLatch> ends = new ConcurrentHashMap<>();

    /** A job has been taken in. */
    void arrived() {
        arrivals.release();
    }

    /** Waits for a job to arrive, or for the time to look anyway. */
    void awaitArrival(Duration longest) throws InterruptedException {
        if (arrivals.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            arrivals.drainPermits();
        }
    }

    /** A job has come to its end. */
    void ended(UUID job) {
        CountDownLatch latch = ends.remove(job);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Waits for the job's end, or for the time to look anyway. */
    void awaitEnd(UUID job, Duration longest) throws InterruptedException {
        boolean _ =
                ends.computeIfAbsent(job, _ -> new CountDownLatch(1)).await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    void forget(UUID job) {
        ends.remove(job);
    }
}
