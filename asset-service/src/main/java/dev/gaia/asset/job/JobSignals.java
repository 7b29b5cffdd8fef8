package dev.gaia.asset.job;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Wakes whoever waits for a job in this process; {@link JobEvents} carries the signals to and from the others. */
@Component
class JobSignals {

    private final Map<UUID, CountDownLatch> ends = new ConcurrentHashMap<>();
    private long arrivals;

    /** A job can be claimed. */
    synchronized void arrived() {
        arrivals++;
        notifyAll();
    }

    /** How many arrivals there have been. Asked for before looking for jobs, it lets none be missed between look and wait. */
    synchronized long arrivals() {
        return arrivals;
    }

    /** Waits for an arrival after the first {@code seen} ones, or for the time to look anyway. */
    synchronized void awaitArrivalAfter(long seen, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        long left = longest.toNanos();
        while (arrivals == seen && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** A job has come to its end. */
    void ended(UUID job) {
        CountDownLatch latch = ends.remove(job);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** To be had before the job is looked at, so that its end cannot fall between look and wait. */
    CountDownLatch endOf(UUID job) {
        return ends.computeIfAbsent(job, _ -> new CountDownLatch(1));
    }

    void forget(UUID job) {
        ends.remove(job);
    }
}
