package dev.gaia.chat.engine.sampling;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The tokens that may be drawn, in no particular order. Each is one long that sorts by falling logit, then by rising id, so
 * that the likeliest are found by comparing numbers, without sorting what is not kept.
 */
final class Candidates {

    private static final int SORTED_AT_ONCE = 32;
    private static final double FIRST_REACH = 4;
    private static final double FARTHEST_REACH = 64;

    private long[] keys = new long[256];
    private int size;

    int size() {
        return size;
    }

    int token(int index) {
        return (int) keys[index];
    }

    float logit(int index) {
        int bits = ~(int) (keys[index] >> 32);
        return Float.intBitsToFloat(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }

    /** Takes all tokens whose logit is at least this. */
    void gather(float[] logits, float least) {
        size = 0;
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] >= least) {
                if (size == keys.length) {
                    keys = Arrays.copyOf(keys, 2 * size);
                }
                keys[size++] = key(logits[token], token);
            }
        }
    }

    /**
     * Takes the likeliest tokens, a few more than weigh this much together, or all where they do not.
     *
     * @param temperature how far apart logits have to be for one token to be far likelier than the other
     */
    void gather(float[] logits, float greatest, double temperature, double enough, DoubleUnaryOperator weight) {
        double reach = Math.max(FIRST_REACH * temperature, 1);
        do {
            gather(logits, (float) (greatest - reach));
            reach *= 2;
        } while (sum(weight) < enough && reach < FARTHEST_REACH);
        if (reach >= FARTHEST_REACH) {
            gather(logits, -Float.MAX_VALUE);
        }
    }

    double sum(DoubleUnaryOperator weight) {
        return sum(0, size, weight);
    }

    /** Keeps as few of the likeliest as together weigh this much, or all where they do not. */
    void keep(double enough, DoubleUnaryOperator weight) {
        int from = 0;
        int to = size;
        double kept = 0;
        while (to - from > SORTED_AT_ONCE) {
            int pivot = partition(from, to);
            double better = sum(from, pivot, weight);
            if (kept + better >= enough) {
                to = pivot;
            } else {
                kept += better + weight.applyAsDouble(logit(pivot));
                from = pivot + 1;
                if (kept >= enough) {
                    size = from;
                    return;
                }
            }
        }
        Arrays.sort(keys, from, to);
        while (from < to && kept < enough) {
            kept += weight.applyAsDouble(logit(from++));
        }
        size = from;
    }

    /** Puts the likeliest first. */
    void sort() {
        Arrays.sort(keys, 0, size);
    }

    void removeBelow(float least) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (logit(i) >= least) {
                keys[kept++] = keys[i];
            }
        }
        size = kept;
    }

    private double sum(int from, int to, DoubleUnaryOperator weight) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += weight.applyAsDouble(logit(i));
        }
        return sum;
    }

    /** Puts the middle one of three keys where it belongs, likelier ones before it, and tells the place. */
    private int partition(int from, int to) {
        int last = to - 1;
        int middle = from + to >>> 1;
        order(from, middle);
        order(from, last);
        order(last, middle);
        long pivot = keys[last];
        int place = from;
        for (int i = from; i < last; i++) {
            if (keys[i] < pivot) {
                swap(i, place++);
            }
        }
        swap(place, last);
        return place;
    }

    private void order(int first, int second) {
        if (keys[second] < keys[first]) {
            swap(first, second);
        }
    }

    private void swap(int first, int second) {
        long key = keys[first];
        keys[first] = keys[second];
        keys[second] = key;
    }

    private static long key(float logit, int token) {
        int bits = Float.floatToIntBits(logit);
        int sortable = bits ^ bits >> 31 & Integer.MAX_VALUE;
        return (long) ~sortable << 32 | token;
    }
}
