package dev.gaia.chat.engine.kernel;

import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R10;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R11;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R8;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R9;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RAX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RCX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDI;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RSI;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.at;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.each;
import static dev.gaia.chat.engine.kernel.Assembler.Zmm.zmm;
import static dev.gaia.chat.engine.kernel.KeyValueMemory.BLOCK_TOKENS;

import dev.gaia.chat.engine.kernel.Assembler.Gpr;
import dev.gaia.chat.engine.kernel.Assembler.Jump;
import dev.gaia.chat.engine.kernel.Assembler.Label;
import dev.gaia.chat.engine.kernel.Assembler.Zmm;

/**
 * Attention of one token: the query heads that share a key head, over all tokens up to this one.
 *
 * <p>Arguments: the queries, already divided by the root of the head size; the sequence's blocks; the number of tokens; the
 * memory of block 0 for this layer and key head; room for scores; where the results go.
 *
 * @param heads query heads, at most {@value #MAX_HEADS}
 * @param headSize a multiple of 16, at most {@value #MAX_HEAD_SIZE}
 * @param blockBytes from one block to the next
 * @param scoreFloats room for one head's scores, a multiple of 16
 */
record AttentionRoutine(int heads, int headSize, int blockBytes, int scoreFloats) implements Routine {

    static final int MAX_HEADS = 9;
    static final int MAX_HEAD_SIZE = 256;

    private static final int LANES = 16;
    private static final int SUMS = 28;
    private static final Zmm[] PAIR = {zmm(28), zmm(29)};
    private static final Zmm[] KEYS = {zmm(29), zmm(30)};
    private static final Zmm HIDDEN = zmm(31);

    /** Far below any score, and yet a number, so that differences stay numbers. */
    private static final float VERY_SMALL = -1e30f;

    @Override
    public void write(Assembler code) {
        scores(code);
        weights(code);
        int headsAtOnce = SUMS / vectors();
        for (int first = 0; first < heads; first += headsAtOnce) {
            values(code, first, Math.min(headsAtOnce, heads - first));
        }
        code.ret();
    }

    private int vectors() {
        return headSize / LANES;
    }

    /** Sixteen tokens at a time, one in each lane; leaves each head's greatest score in register {@code head}. */
    private void scores(Assembler code) {
        code.broadcast(HIDDEN, VERY_SMALL);
        for (int head = 0; head < heads; head++) {
            code.load(zmm(head), HIDDEN);
        }
        code.move(R10, RSI);
        code.move(R11, R8);
        Label block = code.label();
        blockAddress(code, R10);
        for (int i = 0; i < 2 * heads; i++) {
            code.zero(zmm(heads + i));
        }
        for (int i = 0; i < headSize; i++) {
            Zmm key = KEYS[i % 2];
            code.halvesToFloats(key, at(RAX, i * BLOCK_TOKENS * Short.BYTES));
            for (int head = 0; head < heads; head++) {
                code.multiplyAdd(score(head, i % 2), key, each(RDI, (head * headSize + i) * Float.BYTES));
            }
        }
        for (int head = 0; head < heads; head++) {
            code.add(score(head, 0), score(head, 0), score(head, 1));
        }
        hideTokensBehindTheLast(code);
        for (int head = 0; head < heads; head++) {
            code.max(zmm(head), zmm(head), score(head, 0));
            code.store(at(R11, head * scoreFloats * Float.BYTES), score(head, 0));
        }
        code.add(R10, Integer.BYTES);
        code.add(R11, LANES * Float.BYTES);
        code.subtract(RDX, BLOCK_TOKENS);
        code.jumpIfAbove(block);
    }

    /** Two sums a head, since an addition must wait for the one before it. */
    private Zmm score(int head, int half) {
        return zmm(heads + 2 * head + half);
    }

    private void hideTokensBehindTheLast(Assembler code) {
        code.compare(RDX, BLOCK_TOKENS);
        Jump whole = code.jumpIfAboveOrEqual();
        code.load(RAX, 0xFFFF);
        code.lowBits(RAX, RAX, RDX);
        code.setMask(RAX);
        for (int head = 0; head < heads; head++) {
            code.blend(score(head, 0), HIDDEN, score(head, 0));
        }
        code.land(whole);
    }

    /** Scores become {@code e^(score - greatest)}; the inverse of each head's sum waits where its result will go. */
    private void weights(Assembler code) {
        for (int head = 0; head < heads; head++) {
            Lanes.max(code, zmm(head), HIDDEN);
        }
        Lanes.prepareExponential(code);
        for (int head = 0; head < heads; head++) {
            code.zero(zmm(heads + head));
        }
        code.move(RAX, R8);
        Label scores = code.label();
        for (int head = 0; head < heads; head++) {
            Zmm score = zmm(28);
            code.load(score, at(RAX, head * scoreFloats * Float.BYTES));
            code.subtract(score, score, zmm(head));
            Lanes.exponential(code, score, zmm(29), zmm(30));
            code.add(zmm(heads + head), zmm(heads + head), score);
            code.store(at(RAX, head * scoreFloats * Float.BYTES), score);
        }
        code.add(RAX, LANES * Float.BYTES);
        code.compare(RAX, R11);
        code.jumpIfNotZero(scores);
        for (int head = 0; head < heads; head++) {
            Lanes.sum(code, zmm(heads + head), HIDDEN);
            code.divide(HIDDEN, Lanes.ONE, zmm(heads + head));
            code.store(at(R9, head * headSize * Float.BYTES), HIDDEN);
        }
    }

    /** Hidden tokens have the weight 0, so whole blocks can be added up. */
    private void values(Assembler code, int first, int count) {
        for (int i = 0; i < count * vectors(); i++) {
            code.zero(zmm(i));
        }
        code.move(RDX, RSI);
        code.move(RDI, R8);
        Label block = code.label();
        blockAddress(code, RDX);
        int values = headSize * BLOCK_TOKENS * Short.BYTES;
        for (int token = 0; token < BLOCK_TOKENS; token++) {
            for (int vector = 0; vector < vectors(); vector++) {
                Zmm value = PAIR[vector % 2];
                code.halvesToFloats(value, at(RAX, values + (token * headSize + vector * LANES) * Short.BYTES));
                for (int head = 0; head < count; head++) {
                    code.multiplyAdd(
                            zmm(head * vectors() + vector),
                            value,
                            each(RDI, ((first + head) * scoreFloats + token) * Float.BYTES));
                }
            }
        }
        code.add(RDX, Integer.BYTES);
        code.add(RDI, LANES * Float.BYTES);
        code.compare(RDX, R10);
        code.jumpIfNotZero(block);
        for (int head = 0; head < count; head++) {
            code.load(HIDDEN, at(R9, (first + head) * headSize * Float.BYTES));
            for (int vector = 0; vector < vectors(); vector++) {
                Zmm sum = zmm(head * vectors() + vector);
                code.multiply(sum, sum, HIDDEN);
                code.store(at(R9, ((first + head) * headSize + vector * LANES) * Float.BYTES), sum);
            }
        }
    }

    private void blockAddress(Assembler code, Gpr table) {
        code.loadInt(RAX, table, 0);
        code.multiply(RAX, RAX, blockBytes);
        code.add(RAX, RCX);
    }
}
