package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is started again, ever more slowly, when it dies without having been stopped.
 *
 * <p>Safe for any thread. The listener is told without a lock held, so that it may look at any process.
 */
final class ManagedProcess {

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(15);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(100);
    private static final Duration STEADY = Duration.ofMinutes(1);

    /**
     * How to start it.
     *
     * @param name for the log file and for messages
     * @param environment added to that of the launcher; secrets go here and never on the command line
     * @param interrupt whether it ends by SIGINT instead of SIGTERM
     */
    record Specification(
            String name, List<String> command, Map<String, String> environment, Path log, boolean interrupt) {}

    /** What happened to a process. */
    interface Listener {

        void changed(ManagedProcess process);
    }

    private final Specification specification;
    private final ScheduledExecutorService timer;
    private final Listener listener;

    private volatile @Nullable Process process;
    private volatile Instant startedAt = Instant.EPOCH;
    private volatile int restarts;
    private volatile int failuresInARow;
    private boolean stopping;

    ManagedProcess(Specification specification, ScheduledExecutorService timer, Listener listener) {
        this.specification = specification;
        this.timer = timer;
        this.listener = listener;
    }

    String name() {
        return specification.name();
    }

    Path log() {
        return specification.log();
    }

    void start() throws IOException {
        if (launch()) {
            listener.changed(this);
        }
    }

    private synchronized boolean launch() throws IOException {
        if (stopping) {
            return false;
        }
        ProcessBuilder builder = new ProcessBuilder(OwnSession.of(specification.command()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(specification.log().toFile()));
        builder.environment().putAll(specification.environment());
        Process started = builder.start();
        started.getOutputStream().close();
        process = started;
        startedAt = Instant.now();
        var _ = started.onExit().thenRun(this::died);
        return true;
    }

    long pid() {
        Process current = process;
        return current == null ? 0 : current.pid();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    int restarts() {
        return restarts;
    }

    Instant startedAt() {
        return startedAt;
    }

    /**
     * Waits until it answers.
     *
     * @throws LauncherException with the end of its log when it ends, or does not answer in time
     */
    void awaitReady(BooleanSupplier ready, Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!ready.getAsBoolean()) {
            if (restarts > 0) {
                throw new LauncherException(name() + " ended while it started. " + lastLines());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new LauncherException(
                        name() + " was not ready after " + patience.toSeconds() + " s. " + lastLines());
            }
            boolean _ = new CountDownLatch(1).await(PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private String lastLines() {
        return "The last lines of " + log() + ":\n" + Logs.tail(log(), 6);
    }

    /** Ends them side by side and waits for all. */
    static void stopAll(List<ManagedProcess> processes, Duration patience) {
        List<Thread> stops = processes.stream()
                .map(process -> Thread.ofVirtual().start(() -> process.stop(patience)))
                .toList();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends it and waits; kills it when it does not end in time. */
    void stop(Duration patience) {
        Process ending = markStopping();
        if (ending == null) {
            return;
        }
        try {
            terminate(ending);
            if (!ending.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process markStopping() {
        stopping = true;
        return process;
    }

    private void terminate(Process ending) throws InterruptedException {
        if (!specification.interrupt()) {
            ending.destroy();
            return;
        }
        interrupt(ending.toHandle());
    }

    /** SIGINT: all that run here end by it, and PostgreSQL does not wait for its clients as it would on SIGTERM. */
    static void interrupt(ProcessHandle process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException noKillCommand) {
            process.destroy();
        }
    }

    private void died() {
        if (countDeath()) {
            listener.changed(this);
            timer.schedule(this::restart, backOff(failuresInARow).toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean countDeath() {
        if (stopping) {
            return false;
        }
        boolean wasSteady = Duration.between(startedAt, Instant.now()).compareTo(STEADY) > 0;
        failuresInARow = wasSteady ? 1 : failuresInARow + 1;
        restarts = restarts + 1;
        return true;
    }

    /** 1, 2, 4, 8 and then always 15 seconds. */
    static Duration backOff(int failuresInARow) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(failuresInARow - 1, 10));
        return doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }

    private void restart() {
        try {
            start();
        } catch (IOException failure) {
            died();
        }
    }
}
