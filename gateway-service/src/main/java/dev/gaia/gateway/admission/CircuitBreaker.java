package dev.gaia.gateway.admission;

import java.time.Duration;

/**
 * Stops calling what does not answer. After some failures in a row nothing is called for a pause; then one trial, whose end decides:
 * on with all calls, or a pause twice as long. Time comes in as an argument.
 */
public final class CircuitBreaker {

    public enum State {
        CLOSED,
        OPEN,
        TRIAL
    }

    private final int mostFailures;
    private final long shortestPause;
    private final long longestPause;
    private State state = State.CLOSED;
    private int failures;
    private long pause;
    private long until;

    public CircuitBreaker(int mostFailures, Duration shortestPause, Duration longestPause) {
        this.mostFailures = mostFailures;
        this.shortestPause = shortestPause.toNanos();
        this.longestPause = longestPause.toNanos();
        this.pause = this.shortestPause;
    }

    /** Whether to call now. Who is told so says later how it went; a trial of which nobody hears counts as failed. */
    public synchronized boolean mayCall(long nowNanos) {
        if (state == State.CLOSED) {
            return true;
        }
        if (nowNanos - until < 0) {
            return false;
        }
        state = State.TRIAL;
        until = nowNanos + pause;
        return true;
    }

    public synchronized void succeeded() {
        state = State.CLOSED;
        failures = 0;
        pause = shortestPause;
    }

    public synchronized void failed(long nowNanos) {
        failures++;
        if (state == State.TRIAL) {
            pause = Math.min(longestPause, 2 * pause);
            open(nowNanos);
        } else if (state == State.CLOSED && failures >= mostFailures) {
            open(nowNanos);
        }
    }

    private void open(long nowNanos) {
        state = State.OPEN;
        until = nowNanos + pause;
    }

    public synchronized State state() {
        return state;
    }

    /** How long until the next trial. */
    public synchronized Duration pauseLeft(long nowNanos) {
        return state == State.CLOSED ? Duration.ZERO : Duration.ofNanos(Math.max(0, until - nowNanos));
    }
}
