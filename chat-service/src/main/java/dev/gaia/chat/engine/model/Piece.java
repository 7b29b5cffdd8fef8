package dev.gaia.chat.engine.model;

/**
 * Tokens of one sequence that a model reads in a step.
 *
 * @param start how many of the sequence's tokens the cache holds already
 * @param blocks the cache's blocks that hold the sequence, these tokens included
 * @param wantsLogits whether the logits after the last token are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and made at every step
public record Piece(int[] tokens, int start, int[] blocks, boolean wantsLogits) {

    int end() {
        return start + tokens.length;
    }
}
