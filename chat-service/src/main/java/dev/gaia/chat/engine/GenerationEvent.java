package dev.gaia.chat.engine;

import java.util.List;

/** What happens while an answer is made. */
public sealed interface GenerationEvent {

    /** A piece of the answer; never half a character, never empty. */
    record Text(String text) implements GenerationEvent {}

    /**
     * The end of the answer.
     *
     * @param logprobs of each token of the answer but the one that ended it; empty unless {@link Sampling#topLogprobs()}
     *     asks for them
     */
    record Finished(FinishReason reason, Usage usage, List<TokenLogprobs> logprobs) implements GenerationEvent {

        public Finished {
            logprobs = List.copyOf(logprobs);
        }

        public Finished(FinishReason reason, Usage usage) {
            this(reason, usage, List.of());
        }
    }
}
