package dev.gaia.chat.engine.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Holds one answer to a form: says which tokens may come after the text so far, so that what comes out is of that form when
 * it ends, and that it can always end. The tokens that end a turn may come exactly when the text is whole.
 */
public final class Constraint {

    private final TokenSets sets;
    private final List<byte[]> bytes;
    private final Set<Integer> endTokens;
    private final long[] allowed;
    private Threads threads;
    private boolean known;

    Constraint(State start, TokenSets sets, List<byte[]> bytes, Set<Integer> endTokens) {
        this.sets = sets;
        this.bytes = bytes;
        this.endTokens = endTokens;
        this.allowed = new long[sets.words()];
        this.threads = Threads.at(start, null, TokenSets.MOST_CALLS);
    }

    /** Whether the text can end here. */
    public boolean isComplete() {
        return threads.complete();
    }

    /** Whether nothing can follow any more. */
    public boolean isAtEnd() {
        return threads.complete() && threads.ways().isEmpty();
    }

    public boolean allows(int token) {
        return (allowed()[token >> 6] >>> token & 1) != 0;
    }

    /** Makes all tokens impossible that may not come. */
    void apply(float[] logits) {
        long[] mask = allowed();
        for (int word = 0; word < mask.length; word++) {
            int from = word << 6;
            long bits = mask[word];
            if (bits == 0) {
                Arrays.fill(logits, from, Math.min(from + Long.SIZE, logits.length), Float.NEGATIVE_INFINITY);
                continue;
            }
            for (long forbidden = ~bits; forbidden != 0; forbidden &= forbidden - 1) {
                int token = from + Long.numberOfTrailingZeros(forbidden);
                if (token < logits.length) {
                    logits[token] = Float.NEGATIVE_INFINITY;
                }
            }
        }
        int rest = mask.length << 6;
        if (rest < logits.length) {
            Arrays.fill(logits, rest, logits.length, Float.NEGATIVE_INFINITY);
        }
    }

    /** Some token that may come. */
    int any() {
        long[] mask = allowed();
        for (int word = 0; word < mask.length; word++) {
            if (mask[word] != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(mask[word]);
            }
        }
        throw new IllegalStateException("No token may come");
    }

    /** Takes a token that may come. */
    public void accept(int token) {
        if (!allows(token)) {
            throw new IllegalArgumentException("Token " + token + " may not come here");
        }
        known = false;
        if (endTokens.contains(token)) {
            threads = new Threads(List.of(), true, 0);
            return;
        }
        threads = sets.after(threads, bytes.get(token));
    }

    private long[] allowed() {
        if (!known) {
            Arrays.fill(allowed, 0);
            sets.collect(threads, allowed);
            if (threads.complete()) {
                endTokens.forEach(token -> allowed[token >> 6] |= 1L << token);
            }
            known = true;
        }
        return allowed;
    }
}
