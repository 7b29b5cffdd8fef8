package dev.gaia.chat.engine;

import java.util.List;

/** What happens while an answer is made. */
public sealed interface GenerationEvent {

    /**
     * A piece of the answer.
     *
     * @param text never half a character, never empty
     * @param logprobs of the tokens that it is made of; empty unless {@link Sampling#topLogprobs()} asks for them
     */
    record Text(String text, List<TokenLogprobs> logprobs) implements GenerationEvent {

        public Text {
            logprobs = List.copyOf(logprobs);
        }

        public Text(String text) {
            this(text, List.of());
        }
    }

    /** The end of the answer. */
    record Finished(FinishReason reason, Usage usage) implements GenerationEvent {}
}
