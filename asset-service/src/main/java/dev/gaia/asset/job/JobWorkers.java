package dev.gaia.asset.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads that work on jobs, few enough to leave processors for requests; they finish what they began at the end. */
@Component
class JobWorkers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobWorkers.class);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final JobWorker worker;
    private final JobSignals signals;
    private final JobProperties properties;
    private final List<Thread> threads = new ArrayList<>();
    private volatile CountDownLatch stopped = new CountDownLatch(0);

    JobWorkers(JobWorker worker, JobSignals signals, JobProperties properties) {
        this.worker = worker;
        this.signals = signals;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopped = new CountDownLatch(1);
        for (int i = 0; i < properties.workersOn(Runtime.getRuntime().availableProcessors()); i++) {
            threads.add(Thread.ofPlatform().name("job-worker-" + i).daemon().start(this::workUntilStopped));
        }
    }

    private void workUntilStopped() {
        try {
            while (isRunning()) {
                workOrWait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void workOrWait() throws InterruptedException {
        try {
            long seen = signals.arrivals();
            if (!worker.workOnce()) {
                signals.awaitArrivalAfter(seen, properties.poll());
            }
        } catch (RuntimeException away) { // a worker that ended here would be missed by nobody
            log.warn("Working on jobs again in {}", properties.retryAfter(), away);
            boolean _ = stopped.await(properties.retryAfter().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        signals.arrived();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Ends after the web server, whose last requests may wait for a job, and before Redis. */
    @Override
    public int getPhase() {
        return JobEvents.PHASE + 1;
    }
}
