package dev.gaia.chat.engine;

import java.util.List;

/**
 * What to answer and how.
 *
 * @param messages the conversation so far, at least one turn; the answer is the assistant's next
 * @param maxTokens the answer ends after so many tokens at the latest
 * @param stop texts that end the answer and are not part of it
 * @param caller whose share of the engine it uses; callers are served alike, however much each asks for
 */
public record GenerationRequest(
        List<ChatMessage> messages,
        Sampling sampling,
        int maxTokens,
        List<String> stop,
        String caller,
        Priority priority) {

    /** For an unnamed caller who reads along. */
    public GenerationRequest(List<ChatMessage> messages, Sampling sampling, int maxTokens, List<String> stop) {
        this(messages, sampling, maxTokens, stop, "", Priority.INTERACTIVE);
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
    }
}
