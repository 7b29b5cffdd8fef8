package dev.gaia.chat.engine.sampling;

/**
 * Sums of exp over whole vocabularies. The exponential is a polynomial that the compiler turns into vector instructions,
 * right to about one part in a million.
 */
final class Exponentials {

    private static final int BLOCK = 1024;
    private static final double LOG2_E_DOUBLE = 1.4426950408889634;
    private static final float LOG2_E = (float) LOG2_E_DOUBLE;

    /** Below it a float has no normal power of two. */
    private static final float LEAST_EXPONENT = -126;

    private final float[] block = new float[BLOCK];
    private final int[] powers = new int[BLOCK];

    /** The sum of {@code exp((logit − greatest) × scale)}; no logit may be above {@code greatest}. */
    double sum(float[] logits, float greatest, float scale) {
        double sum = 0;
        for (int from = 0; from < logits.length; from += BLOCK) {
            sum += sum(logits, from, greatest, scale);
        }
        return sum;
    }

    /** Where the running sum passes {@code share}; the last place that adds to it where it never does. */
    int find(float[] logits, float greatest, float scale, double share) {
        double left = share;
        int last = 0;
        for (int from = 0; from < logits.length; from += BLOCK) {
            double sum = sum(logits, from, greatest, scale);
            if (sum > 0) {
                last = from;
            }
            if (sum > left) {
                break;
            }
            left -= sum;
        }
        left = Math.max(left, 0);
        sum(logits, last, greatest, scale);
        int found = last;
        for (int i = 0; i < Math.min(BLOCK, logits.length - last); i++) {
            if (block[i] > 0) {
                found = last + i;
                left -= block[i];
                if (left < 0) {
                    break;
                }
            }
        }
        return found;
    }

    /** exp of a number that is not positive; several times as fast as {@link Math#exp}. */
    static double of(double exponent) {
        double power = Math.max(exponent * LOG2_E_DOUBLE, -1000);
        int whole = (int) (power - 0.5);
        double rest = power - whole;
        double curve = 1.5252733804059841e-5;
        curve = curve * rest + 1.5403530393381608e-4;
        curve = curve * rest + 1.3333558146428443e-3;
        curve = curve * rest + 9.618129107628477e-3;
        curve = curve * rest + 5.550410866482158e-2;
        curve = curve * rest + 2.402265069591007e-1;
        curve = curve * rest + 6.931471805599453e-1;
        curve = curve * rest + 1;
        return curve * Double.longBitsToDouble((long) (whole + 1023) << 52);
    }

    private double sum(float[] logits, int from, float greatest, float scale) {
        int length = Math.min(BLOCK, logits.length - from);
        exponentials(logits, from, length, greatest, scale * LOG2_E);
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            first += block[i];
            second += block[i + 1];
            third += block[i + 2];
            fourth += block[i + 3];
        }
        for (; i < length; i++) {
            first += block[i];
        }
        return first + second + (third + fourth);
    }

    /** In separate loops, each of which the compiler can do sixteen at a time; together it cannot. */
    private void exponentials(float[] logits, int from, int length, float greatest, float scale) {
        for (int i = 0; i < length; i++) {
            float power = (logits[from + i] - greatest) * scale;
            // Not Math.max: what is no number has to become unlikely too.
            block[i] = power > LEAST_EXPONENT ? power : LEAST_EXPONENT;
        }
        for (int i = 0; i < length; i++) {
            powers[i] = (int) (block[i] - 0.5f);
        }
        for (int i = 0; i < length; i++) {
            float rest = block[i] - powers[i];
            float curve = 1.5403530e-4f;
            curve = curve * rest + 1.3333558e-3f;
            curve = curve * rest + 9.6181291e-3f;
            curve = curve * rest + 5.5504109e-2f;
            curve = curve * rest + 2.4022651e-1f;
            curve = curve * rest + 6.9314718e-1f;
            block[i] = curve * rest + 1;
        }
        for (int i = 0; i < length; i++) {
            powers[i] = powers[i] + 127 << 23;
        }
        for (int i = 0; i < length; i++) {
            block[i] *= Float.intBitsToFloat(powers[i]);
        }
    }
}
