package dev.gaia.chat.engine.sampling;

import java.util.Arrays;

/** How often the answer holds each token; tokens that only the prompt holds are known with a count of zero. */
final class TokenCounts {

    private static final int NONE = -1;

    /** Open addressing, since a boxed map would be walked once a token. */
    private int[] tokens = new int[64];

    private int[] counts = new int[64];
    private int size;

    TokenCounts() {
        Arrays.fill(tokens, NONE);
    }

    void add(int token, int count) {
        int slot = slot(token);
        if (tokens[slot] == NONE) {
            tokens[slot] = token;
            size++;
        }
        counts[slot] += count;
        if (2 * size > tokens.length) {
            grow();
        }
    }

    /** Every known token once. */
    void forEach(Visitor visitor) {
        for (int slot = 0; slot < tokens.length; slot++) {
            if (tokens[slot] != NONE) {
                visitor.visit(tokens[slot], counts[slot]);
            }
        }
    }

    @FunctionalInterface
    interface Visitor {
        void visit(int token, int count);
    }

    private int slot(int token) {
        int slot = token * 0x9E3779B9 >>> Integer.numberOfLeadingZeros(tokens.length - 1);
        while (tokens[slot] != NONE && tokens[slot] != token) {
            slot = slot + 1 & tokens.length - 1;
        }
        return slot;
    }

    private void grow() {
        int[] oldTokens = tokens;
        int[] oldCounts = counts;
        tokens = new int[2 * oldTokens.length];
        counts = new int[tokens.length];
        size = 0;
        Arrays.fill(tokens, NONE);
        for (int slot = 0; slot < oldTokens.length; slot++) {
            if (oldTokens[slot] != NONE) {
                add(oldTokens[slot], oldCounts[slot]);
            }
        }
    }
}
