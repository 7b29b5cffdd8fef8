package dev.gaia.chat.engine;

import java.time.Duration;

/** The engine's answer to a submitted request. */
public sealed interface Admission {

    record Admitted(TokenStream tokens) implements Admission {}

    record QueueFull(Duration retryAfter) implements Admission {}

    record PromptTooLong(int tokens, int limit) implements Admission {}
}
