package dev.gaia.chat.engine.model;

/**
 * Tokens of one sequence that a model reads in a step.
 *
 * @param start how many of the sequence's tokens the cache holds already
 * @param blocks the cache's blocks that hold the sequence, these tokens included
 * @param logits after how many of the tokens, counted from the last one back, the logits are asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and made at every step
public record Piece(int[] tokens, int start, int[] blocks, int logits) {

    public Piece {
        if (logits < 0 || logits > tokens.length) {
            throw new IllegalArgumentException("There are logits after each token, and after nothing else");
        }
    }

    int end() {
        return start + tokens.length;
    }
}
