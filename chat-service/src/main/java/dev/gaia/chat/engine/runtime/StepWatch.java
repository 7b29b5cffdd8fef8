package dev.gaia.chat.engine.runtime;

import java.time.Duration;

/**
 * Looks on from a thread of its own and acts when a step takes far longer than any step can: the engine's thread then hangs
 * in native code, from where nothing can call it back.
 */
final class StepWatch implements AutoCloseable {

    /** The exit status of a process whose engine hung, after {@code EX_SOFTWARE} of BSD's sysexits. */
    static final int HUNG = 70;

    private final long limitNanos;
    private final Runnable onHang;
    private final Thread thread;
    private volatile long begun;
    private volatile boolean running;

    /** @param onHang run once, by the watch's thread */
    StepWatch(Duration limit, Runnable onHang) {
        this.limitNanos = limit.toNanos();
        this.onHang = onHang;
        this.thread = Thread.ofPlatform().daemon().name("llm-engine-watch").start(this::watch);
    }

    void stepBegins() {
        begun = System.nanoTime();
        running = true;
    }

    void stepEnds() {
        running = false;
    }

    private void watch() {
        try {
            while (!isHanging()) {
                Thread.sleep(Duration.ofNanos(limitNanos / 10));
            }
            onHang.run();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isHanging() {
        long begun = this.begun; // before running, so that a step that has just begun is not taken for the one before
        return running && System.nanoTime() - begun > limitNanos;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
