package dev.gaia.chat.engine;

import java.time.Duration;

/** The engine's answer to a submitted request. */
public sealed interface Admission {

    record Admitted(TokenStream tokens) implements Admission {}

    record QueueFull(Duration retryAfter) implements Admission {}

    record PromptTooLong(int tokens, int limit) implements Admission {}

    /** The model is not loaded, and could not be in time or for want of memory. */
    record ModelUnavailable(String reason, Duration retryAfter) implements Admission {}

    /** The model's file cannot be served, now and later. */
    record ModelRefused(String reason) implements Admission {}
}
