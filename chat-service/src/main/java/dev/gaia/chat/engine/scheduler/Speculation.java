package dev.gaia.chat.engine.scheduler;

import java.util.Arrays;

/**
 * Guesses how a sequence goes on: as it went on the last time that it had the same three tokens. Answers that repeat their
 * prompt, or themselves, are guessed well; all guesses are checked by the model, so that no answer changes.
 *
 * <p>The method is prompt lookup decoding (Saxena, 2023), with as many guesses as their record makes worth it.
 */
final class Speculation {

    private static final int[] NONE = {};
    private static final int GRAM = 3;
    private static final int LEAST_PLACES = 64;
    private static final double LEARNING = 0.1;
    private static final double MOST_CERTAIN = 0.95;

    /** For each hash of three tokens one more than the place of the last of them; the latest wins. */
    private int[] places = new int[LEAST_PLACES];

    private int indexed = GRAM - 1;
    private double probability = 0.5;
    private int[] expected = NONE;
    private int judged;

    /**
     * What may come next.
     *
     * @param tokens of the sequence, in the first {@code length} elements
     * @param most how many tokens at most
     * @param price what checking one more token costs, as a part of what a token of the answer costs; above 0
     */
    int[] guess(int[] tokens, int length, int most, double price) {
        index(tokens, length);
        expected = find(tokens, length, most);
        judged = 0;
        return Arrays.copyOf(expected, Math.min(expected.length, worth(price)));
    }

    /** What came; guesses that were not used are judged as well, so that it shows when they would be right again. */
    void came(int token) {
        if (judged < expected.length) {
            boolean right = expected[judged] == token;
            probability = Math.min(MOST_CERTAIN, probability + LEARNING * ((right ? 1 : 0) - probability));
            judged = right ? judged + 1 : expected.length;
        }
    }

    /** The k-th guess is right with the k-th power of the probability, and worth its price while that is the greater. */
    private int worth(double price) {
        return price >= probability ? 0 : (int) (Math.log(price) / Math.log(probability));
    }

    private void index(int[] tokens, int length) {
        if (places.length < length) {
            places = new int[Math.max(LEAST_PLACES, Integer.highestOneBit(length) * 4)];
            indexed = GRAM - 1;
        }
        // Not the last three tokens themselves: they would be found instead of what came before.
        for (; indexed < length - 1; indexed++) {
            places[place(tokens, indexed)] = indexed + 1;
        }
    }

    private int[] find(int[] tokens, int length, int most) {
        if (length < GRAM || most <= 0) {
            return NONE;
        }
        int next = places[place(tokens, length - 1)];
        if (next == 0 || !Arrays.equals(tokens, next - GRAM, next, tokens, length - GRAM, length)) {
            return NONE;
        }
        int[] found = new int[most];
        for (int i = 0; i < most; i++) {
            // Where the tokens end, the guesses themselves go on: the sequence is repeating itself.
            found[i] = next + i < length ? tokens[next + i] : found[next + i - length];
        }
        return found;
    }

    private int place(int[] tokens, int last) {
        int hash = 31 * (31 * tokens[last - 2] + tokens[last - 1]) + tokens[last];
        return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(places.length) + 1);
    }
}
