package dev.gaia.chat.engine.scheduler;

import java.util.List;

/** The work of one turn of the engine's loop: pieces of different sequences. */
public record Step(List<Piece> pieces) {

    /**
     * Tokens of a sequence that are read at once.
     *
     * @param start how many of the sequence's tokens the cache holds already
     * @param blocks where the cache holds the sequence, this piece included
     * @param isLast whether nothing is left unread after it, so that the next token can be sampled
     * @param guessed how many of the tokens, the last ones, the sequence does not have yet
     */
    public record Piece(Sequence sequence, int start, int[] tokens, int[] blocks, boolean isLast, int guessed) {

        /** How many of the tokens the sequence has. */
        public int known() {
            return tokens.length - guessed;
        }

        /** One token of an answer, not of a prompt. */
        public boolean isDecoding() {
            return start >= sequence.promptTokens();
        }
    }

    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Tokens of answers, guesses included. */
    public int answerTokens() {
        return pieces.stream()
                .filter(Piece::isDecoding)
                .mapToInt(piece -> piece.tokens().length)
                .sum();
    }

    public int tokens() {
        return pieces.stream().mapToInt(piece -> piece.tokens().length).sum();
    }
}
