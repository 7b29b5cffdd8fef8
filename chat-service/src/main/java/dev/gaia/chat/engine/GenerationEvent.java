package dev.gaia.chat.engine;

/** What happens while an answer is made. */
public sealed interface GenerationEvent {

    /** A piece of the answer; never half a character, never empty. */
    record Text(String text) implements GenerationEvent {}

    /** The end of the answer. */
    record Finished(FinishReason reason, Usage usage) implements GenerationEvent {}
}
