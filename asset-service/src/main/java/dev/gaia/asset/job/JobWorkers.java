package dev.gaia.asset.job;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** The threads that work on jobs, few enough to leave processors for requests; they finish what they began at the end. */
@Component
class JobWorkers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobWorkers.class);
    private static final long PATIENCE_MILLIS = 20_000;

    private final JobWorker worker;
    private final JobSignals signals;
    private final JobProperties properties;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    JobWorkers(JobWorker worker, JobSignals signals, JobProperties properties) {
        this.worker = worker;
        this.signals = signals;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < properties.workersOn(Runtime.getRuntime().availableProcessors()); i++) {
            threads.add(Thread.ofPlatform().name("job-worker-" + i).daemon().start(this::workUntilStopped));
        }
    }

    private void workUntilStopped() {
        while (running) {
            try {
                if (!worker.workOnce()) {
                    signals.awaitArrival(properties.poll());
                }
            } catch (DataAccessException | TransactionException away) {
                log.warn("The database is away; trying again soon", away);
                pause();
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void pause() {
        try {
            signals.awaitArrival(properties.retryAfter());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(_ -> signals.arrived());
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
