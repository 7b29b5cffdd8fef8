package dev.gaia.chat.engine.kernel;

import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R8;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R9;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RCX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDI;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RSI;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.at;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.each;
import static dev.gaia.chat.engine.kernel.Assembler.Zmm.zmm;
import static dev.gaia.chat.engine.kernel.PackedMatrix.BLOCK_ROWS;
import static dev.gaia.chat.engine.kernel.PackedMatrix.GROUP;

import dev.gaia.chat.engine.kernel.Assembler.Label;
import dev.gaia.chat.engine.kernel.Assembler.Zmm;

/**
 * Multiplies a few tokens' quantised activations with blocks of sixteen rows of a {@link PackedMatrix}.
 *
 * <p>Arguments: the address of the first block, the number of blocks, the tokens' bytes, their scales (see
 * {@link Activations}), and where the first block's outputs of the first token go, as floats.
 *
 * <p>Within a group, whole numbers are multiplied and added without loss. A group adds
 * {@code scale * s * sum(q * a) + offset * s * sum(a)} to its row's output, with {@code s} the activations' scale.
 *
 * @param outputs floats between the outputs of one token and the next
 * @param tokens at most {@value #MAX_TOKENS}, so that all sums stay in registers
 * @param accumulate whether products are added to what the outputs hold
 */
record MultiplyRoutine(int bits, int inputs, int outputs, int tokens, boolean accumulate) implements Routine {

    static final int MAX_TOKENS = 8;

    private static final int VECTORS = 8;
    private static final Zmm SCALES = zmm(8);
    private static final Zmm OFFSETS = zmm(9);
    private static final Zmm FACTORS = zmm(10);
    private static final Zmm LOW_HALVES = zmm(11);
    private static final int FIRST_SUM = 12;
    private static final int LINE = 64;
    private static final int PREFETCH_AHEAD = 25 * LINE;
    private static final int TOGETHER = 4;

    @Override
    public void write(Assembler code) {
        if (bits == 4) {
            code.broadcast(LOW_HALVES, 0x0F0F0F0F);
        }
        Label block = code.label();
        begin(code);
        code.load(R9, groups());
        Label group = code.label();
        loadWeights(code);
        for (int first = 0; first < tokens; first += TOGETHER) {
            multiply(code, first, Math.min(first + TOGETHER, tokens));
        }
        code.add(RDI, PackedMatrix.groupBytes(bits));
        code.add(RDX, GROUP);
        code.add(RCX, Activations.SCALE_BYTES);
        code.subtract(R9, 1);
        code.jumpIfNotZero(group);
        end(code);
        code.subtract(RSI, 1);
        code.jumpIfNotZero(block);
        code.ret();
    }

    private int groups() {
        return inputs / GROUP;
    }

    private void begin(Assembler code) {
        for (int token = 0; token < tokens; token++) {
            if (accumulate) {
                code.load(sum(token), at(R8, token * outputs * Float.BYTES));
            } else {
                code.zero(sum(token));
            }
        }
    }

    private void loadWeights(Assembler code) {
        for (int line = 0; line < PackedMatrix.groupBytes(bits); line += LINE) {
            code.prefetch(RDI, PREFETCH_AHEAD + line);
        }
        code.halvesToFloats(SCALES, at(RDI, 0));
        code.halvesToFloats(OFFSETS, at(RDI, 2 * BLOCK_ROWS));
        int values = 4 * BLOCK_ROWS;
        if (bits == 8) {
            for (int i = 0; i < VECTORS; i++) {
                code.load(zmm(i), at(RDI, values + i * LINE));
            }
            return;
        }
        for (int i = 0; i < VECTORS; i += 2) {
            code.load(zmm(i), at(RDI, values + i / 2 * LINE));
            code.shiftRight(zmm(i + 1), zmm(i), 4);
            code.and(zmm(i), zmm(i), LOW_HALVES);
            code.and(zmm(i + 1), zmm(i + 1), LOW_HALVES);
        }
    }

    /** The tokens' dot products run side by side, since each must wait for its own last one. */
    private void multiply(Assembler code, int first, int end) {
        for (int token = first; token < end; token++) {
            code.zero(products(token));
        }
        for (int i = 0; i < VECTORS; i++) {
            for (int token = first; token < end; token++) {
                code.dotBytes(products(token), zmm(i), each(RDX, token * inputs + 4 * i));
            }
        }
        for (int token = first; token < end; token++) {
            int scale = token * groups() * Activations.SCALE_BYTES;
            code.integersToFloats(products(token), products(token));
            code.multiply(FACTORS, SCALES, each(RCX, scale));
            code.multiplyAdd(sum(token), products(token), FACTORS);
            code.multiplyAdd(sum(token), OFFSETS, each(RCX, scale + Float.BYTES));
        }
    }

    private void end(Assembler code) {
        for (int token = 0; token < tokens; token++) {
            code.store(at(R8, token * outputs * Float.BYTES), sum(token));
        }
        code.add(R8, BLOCK_ROWS * Float.BYTES);
        code.subtract(RDX, inputs);
        code.subtract(RCX, groups() * Activations.SCALE_BYTES);
    }

    private static Zmm sum(int token) {
        return zmm(FIRST_SUM + token);
    }

    private Zmm products(int token) {
        return zmm(FIRST_SUM + tokens + token);
    }
}
