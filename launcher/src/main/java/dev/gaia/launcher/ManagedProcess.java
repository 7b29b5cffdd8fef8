package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is started again, ever more slowly, when it dies without having been stopped.
 *
 * <p>Safe for any thread.
 */
final class ManagedProcess {

    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(15);
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

    private @Nullable Process process;
    private Instant startedAt = Instant.EPOCH;
    private int restarts;
    private int failuresInARow;
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

    synchronized void start() throws IOException {
        if (stopping) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(specification.command())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(specification.log().toFile()));
        builder.environment().putAll(specification.environment());
        Process started = builder.start();
        started.getOutputStream().close();
        process = started;
        startedAt = Instant.now();
        var _ = started.onExit().thenRun(this::died);
        listener.changed(this);
    }

    synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized int restarts() {
        return restarts;
    }

    synchronized Instant startedAt() {
        return startedAt;
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
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(ending.pid()))
                    .start()
                    .waitFor();
        } catch (IOException noKillCommand) {
            ending.destroy();
        }
    }

    private synchronized void died() {
        if (stopping) {
            return;
        }
        boolean wasSteady = Duration.between(startedAt, Instant.now()).compareTo(STEADY) > 0;
        failuresInARow = wasSteady ? 1 : failuresInARow + 1;
        restarts++;
        listener.changed(this);
        timer.schedule(this::restart, backOff(failuresInARow).toMillis(), TimeUnit.MILLISECONDS);
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
