package dev.gaia.chat.engine;

import java.time.Duration;

/** A request has waited as long as it may, and work on it has not begun. */
public final class WaitTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration retryAfter;

    public WaitTooLongException(Duration retryAfter) {
        super("The request has waited too long");
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
