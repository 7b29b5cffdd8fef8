package dev.gaia.chat.engine.kernel;

import static dev.gaia.chat.engine.kernel.Assembler.Zmm.zmm;

import dev.gaia.chat.engine.kernel.Assembler.Operand;
import dev.gaia.chat.engine.kernel.Assembler.Zmm;

/** Steps that several routines take. */
final class Lanes {

    /** Holds 1 in all lanes after {@link #prepareExponential}. */
    static final Zmm ONE = zmm(27);

    private static final Zmm LOG2_E = zmm(20);
    private static final int FIRST_COEFFICIENT = 21;

    /** Taylor's series of 2^x: ln(2)^k / k!, from k = 6 down; within 2e-7 for x in [-0.5, 0.5]. */
    private static final float[] COEFFICIENTS = {
        1.5403530e-4f, 1.3333558e-3f, 9.6181291e-3f, 5.5504109e-2f, 2.4022651e-1f, 6.9314718e-1f, 1f
    };

    private static final int SWAP_PAIRS = 0x4E;
    private static final int SWAP_NEIGHBOURS = 0xB1;

    private Lanes() {}

    /** Every lane becomes the greatest of all. */
    static void max(Assembler code, Zmm lanes, Zmm scratch) {
        combine(code, lanes, scratch, code::max);
    }

    /** Every lane becomes the sum of all. */
    static void sum(Assembler code, Zmm lanes, Zmm scratch) {
        combine(code, lanes, scratch, code::add);
    }

    private interface Combination {

        void write(Zmm to, Zmm left, Operand right);
    }

    /** Halves are joined, then quarters, pairs and neighbours: four steps reach all sixteen lanes. */
    private static void combine(Assembler code, Zmm lanes, Zmm scratch, Combination combination) {
        code.shuffleQuarters(scratch, lanes, SWAP_PAIRS);
        combination.write(lanes, lanes, scratch);
        code.shuffleQuarters(scratch, lanes, SWAP_NEIGHBOURS);
        combination.write(lanes, lanes, scratch);
        code.shuffleWithinQuarters(scratch, lanes, SWAP_PAIRS);
        combination.write(lanes, lanes, scratch);
        code.shuffleWithinQuarters(scratch, lanes, SWAP_NEIGHBOURS);
        combination.write(lanes, lanes, scratch);
    }

    /** Loads constants into registers 20 to 27; changes RAX. */
    static void prepareExponential(Assembler code) {
        code.broadcast(LOG2_E, 1.442695f);
        for (int i = 0; i < COEFFICIENTS.length; i++) {
            code.broadcast(zmm(FIRST_COEFFICIENT + i), COEFFICIENTS[i]);
        }
    }

    /** {@code x = e^x} for finite x, as 2 to the whole and to the remaining part of x / ln(2). */
    static void exponential(Assembler code, Zmm x, Zmm whole, Zmm scratch) {
        code.multiply(x, x, LOG2_E);
        code.round(whole, x);
        code.subtract(x, x, whole);
        code.load(scratch, zmm(FIRST_COEFFICIENT));
        for (int i = 1; i < COEFFICIENTS.length; i++) {
            code.multiplyByAndAdd(scratch, x, zmm(FIRST_COEFFICIENT + i));
        }
        code.scaleByPowerOfTwo(x, scratch, whole);
    }
}
