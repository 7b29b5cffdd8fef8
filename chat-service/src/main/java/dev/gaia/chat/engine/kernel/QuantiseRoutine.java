package dev.gaia.chat.engine.kernel;

import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R10;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R9;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RCX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDI;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RSI;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.at;
import static dev.gaia.chat.engine.kernel.Assembler.Zmm.zmm;
import static dev.gaia.chat.engine.kernel.PackedMatrix.GROUP;

import dev.gaia.chat.engine.kernel.Assembler.Label;
import dev.gaia.chat.engine.kernel.Assembler.Zmm;

/**
 * Rounds one token's activations to signed bytes, each group of {@value PackedMatrix#GROUP} by its own greatest value.
 *
 * <p>Arguments: the address of the values, that of the second values which {@code before} needs, where the bytes go, where
 * the scales go.
 *
 * @param epsilon for {@link Before#NORMALISE}
 */
record QuantiseRoutine(Before before, int inputs, float epsilon) implements Routine {

    /** What is done with the values before they are rounded. */
    enum Before {
        NOTHING,
        /** Divide by the root of the mean square, multiply with the second values: RMSNorm. */
        NORMALISE,
        /** {@code x / (1 + e^-x)}, multiplied with the second values: the gated SiLU. */
        GATE
    }

    private static final int LANES = 16;
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private static final Zmm GREATEST = zmm(2);
    private static final Zmm SCRATCH = zmm(3);
    private static final Zmm MORE_SCRATCH = zmm(4);
    private static final Zmm SCALE = zmm(5);
    private static final Zmm INVERSE = zmm(6);
    private static final Zmm WHOLE = zmm(7);
    private static final Zmm MORE_WHOLE = zmm(8);
    private static final Zmm WITHOUT_SIGN = zmm(10);
    private static final Zmm TINY = zmm(11);
    private static final Zmm LIMIT = zmm(12);
    private static final Zmm ONE_BY_LIMIT = zmm(13);
    private static final Zmm ROOT = zmm(14);
    private static final Zmm CONSTANT = zmm(15);

    @Override
    public void write(Assembler code) {
        code.broadcast(WITHOUT_SIGN, 0x7FFFFFFF);
        code.broadcast(TINY, 1e-30f);
        code.broadcast(LIMIT, 127f);
        code.broadcast(ONE_BY_LIMIT, 1 / 127f);
        switch (before) {
            case NOTHING -> {}
            case NORMALISE -> inverseRootOfMeanSquare(code);
            case GATE -> Lanes.prepareExponential(code);
        }
        code.load(R9, inputs / GROUP);
        Label group = code.label();
        for (int half = 0; half < 2; half++) {
            code.load(zmm(half), at(RDI, half * VECTOR_BYTES));
            switch (before) {
                case NOTHING -> {}
                case NORMALISE -> {
                    code.multiply(zmm(half), zmm(half), ROOT);
                    code.multiply(zmm(half), zmm(half), at(RSI, half * VECTOR_BYTES));
                }
                case GATE -> gate(code, half);
            }
        }
        scale(code);
        round(code);
        code.add(RDI, 2 * VECTOR_BYTES);
        code.add(RSI, 2 * VECTOR_BYTES);
        code.add(RDX, GROUP);
        code.add(RCX, Activations.SCALE_BYTES);
        code.subtract(R9, 1);
        code.jumpIfNotZero(group);
        code.ret();
    }

    private void inverseRootOfMeanSquare(Assembler code) {
        code.zero(ROOT);
        code.zero(CONSTANT);
        code.move(R10, RDI);
        code.load(R9, inputs / GROUP);
        Label pair = code.label();
        code.load(zmm(0), at(R10, 0));
        code.load(zmm(1), at(R10, VECTOR_BYTES));
        code.multiplyAdd(ROOT, zmm(0), zmm(0));
        code.multiplyAdd(CONSTANT, zmm(1), zmm(1));
        code.add(R10, 2 * VECTOR_BYTES);
        code.subtract(R9, 1);
        code.jumpIfNotZero(pair);
        code.add(ROOT, ROOT, CONSTANT);
        Lanes.sum(code, ROOT, SCRATCH);
        code.broadcast(CONSTANT, 1f / inputs);
        code.multiply(ROOT, ROOT, CONSTANT);
        code.broadcast(CONSTANT, epsilon);
        code.add(ROOT, ROOT, CONSTANT);
        code.squareRoot(ROOT, ROOT);
        code.broadcast(CONSTANT, 1f);
        code.divide(ROOT, CONSTANT, ROOT);
    }

    private static void gate(Assembler code, int half) {
        code.zero(GREATEST);
        code.subtract(GREATEST, GREATEST, zmm(half));
        Lanes.exponential(code, GREATEST, SCRATCH, MORE_SCRATCH);
        code.add(GREATEST, GREATEST, Lanes.ONE);
        code.divide(zmm(half), zmm(half), GREATEST);
        code.multiply(zmm(half), zmm(half), at(RSI, half * VECTOR_BYTES));
    }

    private static void scale(Assembler code) {
        code.and(GREATEST, zmm(0), WITHOUT_SIGN);
        code.and(SCRATCH, zmm(1), WITHOUT_SIGN);
        code.max(GREATEST, GREATEST, SCRATCH);
        Lanes.max(code, GREATEST, SCRATCH);
        code.max(GREATEST, GREATEST, TINY);
        code.multiply(SCALE, GREATEST, ONE_BY_LIMIT);
        code.divide(INVERSE, LIMIT, GREATEST);
    }

    private static void round(Assembler code) {
        for (int half = 0; half < 2; half++) {
            Zmm whole = half == 0 ? WHOLE : MORE_WHOLE;
            code.multiply(zmm(half), zmm(half), INVERSE);
            code.floatsToIntegers(whole, zmm(half));
            code.storeAsBytes(at(RDX, half * LANES), whole);
        }
        code.addIntegers(WHOLE, WHOLE, MORE_WHOLE);
        code.integersToFloats(WHOLE, WHOLE);
        Lanes.sum(code, WHOLE, MORE_WHOLE);
        code.multiply(WHOLE, WHOLE, SCALE);
        code.storeFirst(at(RCX, 0), SCALE);
        code.storeFirst(at(RCX, Float.BYTES), WHOLE);
    }
}
