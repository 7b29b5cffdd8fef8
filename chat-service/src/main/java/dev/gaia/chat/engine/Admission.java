package dev.gaia.chat.engine;

import java.time.Duration;
import java.util.List;

/** The answer to a submitted request. */
public sealed interface Admission {

    /** @param answers as many as the request asks for */
    record Admitted(List<TokenStream> answers) implements Admission {

        public Admitted {
            answers = List.copyOf(answers);
        }
    }

    record QueueFull(Duration retryAfter) implements Admission {}

    /** There is room in the queue, but the request would not start within its time. */
    record WaitTooLong(Duration retryAfter) implements Admission {}

    record PromptTooLong(int tokens, int limit) implements Admission {}

    /** The model is not loaded, and could not be in time or for want of memory. */
    record ModelUnavailable(String reason, Duration retryAfter) implements Admission {}

    /** The model's file cannot be served, now and later. */
    record ModelRefused(String reason) implements Admission {}
    /** @param reason names the parameter */
    record Unsupported(String reason) implements Admission {}
}
