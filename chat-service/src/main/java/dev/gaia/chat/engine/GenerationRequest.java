package dev.gaia.chat.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to answer and how.
 *
 * @param messages the conversation so far, at least one turn; the answer is the assistant's next
 * @param maxTokens the answer ends after so many tokens at the latest
 * @param stop texts that end the answer and are not part of it
 * @param answers how many answers to make, all or none; 1 to 8
 * @param caller whose share of the engine it uses; callers are served alike, however much each asks for
 * @param maxWait how long it may wait before work on it begins, if that is less than the engine's own limit
 */
public record GenerationRequest(
        List<ChatMessage> messages,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        int answers,
        String caller,
        Priority priority,
        Optional<Duration> maxWait) {

    private static final int MOST_ANSWERS = 8;

    /** One answer for an unnamed caller who reads along. */
    public GenerationRequest(List<ChatMessage> messages, Sampling sampling, int maxTokens, List<String> stop) {
        this(messages, sampling, maxTokens, stop, 1, "", Priority.INTERACTIVE, Optional.empty());
    }

    public GenerationRequest {
        messages = List.copyOf(messages);
        stop = List.copyOf(stop);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("There must be at least one message");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens must be at least 1");
        }
        if (answers < 1 || answers > MOST_ANSWERS) {
            throw new IllegalArgumentException("n must be between 1 and " + MOST_ANSWERS);
        }
    }
}
