package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.Sampling;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws the tokens of one answer. The order of the steps is that of Hugging Face's logits processors: penalties,
 * temperature, top-k, top-p, then the draw.
 */
public final class Sampler {

    private final Sampling sampling;
    private final RandomGenerator random;
    private final Map<Integer, Integer> counts = new HashMap<>();

    /** @param seed used where the sampling names none */
    public Sampler(Sampling sampling, long seed) {
        this.sampling = sampling;
        this.random = new SplittableRandom(sampling.seed().orElse(seed));
    }

    /** The next token, after which {@code logits} are spent: they are changed in place. */
    public int next(float[] logits) {
        penalise(logits);
        int token = sampling.temperature() == 0 ? likeliest(logits) : draw(distribution(logits, sampling));
        counts.merge(token, 1, Integer::sum);
        return token;
    }

    private void penalise(float[] logits) {
        if (sampling.presencePenalty() != 0 || sampling.frequencyPenalty() != 0) {
            counts.forEach((token, count) ->
                    logits[token] -= (float) (sampling.presencePenalty() + sampling.frequencyPenalty() * count));
        }
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int token = 1; token < logits.length; token++) {
            if (logits[token] > logits[best]) {
                best = token;
            }
        }
        return best;
    }

    private int draw(Distribution distribution) {
        double left = random.nextDouble();
        for (int i = 0; i < distribution.tokens().length; i++) {
            left -= distribution.probabilities()[i];
            if (left < 0) {
                return distribution.tokens()[i];
            }
        }
        return distribution.tokens()[0];
    }

    /** Tokens that can be drawn, likeliest first, with probabilities that add up to one. */
    record Distribution(int[] tokens, double[] probabilities) {}

    static Distribution distribution(float[] logits, Sampling sampling) {
        int[] tokens = byLikelihood(logits, sampling.topK() == 0 ? logits.length : sampling.topK());
        double[] probabilities = softmax(logits, tokens, sampling.temperature());
        int kept = nucleus(probabilities, sampling.topP());
        if (kept == tokens.length) {
            return new Distribution(tokens, probabilities);
        }
        double share = Arrays.stream(probabilities, 0, kept).sum();
        double[] renormalised = Arrays.copyOf(probabilities, kept);
        Arrays.setAll(renormalised, i -> renormalised[i] / share);
        return new Distribution(Arrays.copyOf(tokens, kept), renormalised);
    }

    private static int[] byLikelihood(float[] logits, int limit) {
        long[] keys = new long[logits.length];
        for (int token = 0; token < logits.length; token++) {
            // Sorting longs is an order of magnitude faster than sorting boxed ids with a comparator.
            keys[token] = (long) ~sortable(logits[token]) << 32 | token;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys, 0, Math.min(limit, keys.length))
                .mapToInt(key -> (int) key)
                .toArray();
    }

    /** An int that orders as the float does. */
    private static int sortable(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    private static double[] softmax(float[] logits, int[] tokens, double temperature) {
        double greatest = logits[tokens[0]];
        double[] probabilities = new double[tokens.length];
        double sum = 0;
        for (int i = 0; i < tokens.length; i++) {
            probabilities[i] = Math.exp((logits[tokens[i]] - greatest) / temperature);
            sum += probabilities[i];
        }
        for (int i = 0; i < tokens.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    /** How many of the likeliest tokens hold the share {@code topP}, the one that reaches it included. */
    private static int nucleus(double[] probabilities, double topP) {
        double held = 0;
        for (int i = 0; i < probabilities.length; i++) {
            held += probabilities[i];
            if (held >= topP && topP < 1) {
                return i + 1;
            }
        }
        return probabilities.length;
    }
}
