package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A matrix of weights of four or eight bits, {@code [rows, inputs]}, in the order in which {@link MultiplyRoutine} reads it.
 *
 * <p>Every {@value #GROUP} inputs of a row form a group with a scale and an offset in half precision: a weight is
 * {@code scale * q + offset}, {@code q} unsigned. This holds GGUF's Q4_0, Q4_1, Q5_0, Q5_1 and Q8_0 without loss.
 *
 * <p>Sixteen rows form a block, one for each lane of a vector. For each group, a block holds sixteen scales, sixteen
 * offsets, then the values: four inputs of each row at a time, in four bits the next four inputs in the upper halves.
 */
public final class PackedMatrix {

    public static final int GROUP = 32;
    static final int BLOCK_ROWS = 16;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfInt FOUR_BYTES = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER_BYTES = 4 * BLOCK_ROWS;
    private static final int PREFETCHED_BYTES = 4096;

    private final int rows;
    private final int inputs;
    private final int bits;
    private final MemorySegment data;

    /**
     * A matrix of zeros.
     *
     * @param rows rounded up to a multiple of 16
     * @param inputs a multiple of {@value #GROUP}
     * @param bits 4 or 8
     */
    public PackedMatrix(int rows, int inputs, int bits, Arena arena) {
        if (inputs % GROUP != 0 || (bits != 4 && bits != 8)) {
            throw new IllegalArgumentException("No matrix of " + inputs + " inputs in " + bits + " bits");
        }
        this.rows = Math.ceilDiv(rows, BLOCK_ROWS) * BLOCK_ROWS;
        this.inputs = inputs;
        this.bits = bits;
        this.data = SystemCalls.memory(blocks() * blockBytes() + PREFETCHED_BYTES, arena);
    }

    public int rows() {
        return rows;
    }

    public int inputs() {
        return inputs;
    }

    int bits() {
        return bits;
    }

    int blocks() {
        return rows / BLOCK_ROWS;
    }

    long blockBytes() {
        return (long) inputs / GROUP * groupBytes(bits);
    }

    /** What so many weights take. */
    public static long bytes(long weights, int bits) {
        return weights / (GROUP * BLOCK_ROWS) * groupBytes(bits);
    }

    static int groupBytes(int bits) {
        return HEADER_BYTES + GROUP * BLOCK_ROWS * bits / 8;
    }

    long address(int block) {
        return data.address() + block * blockBytes();
    }

    /** @param values {@value #GROUP} unsigned values of this matrix's bits */
    public void set(int row, int group, float scale, float offset, byte[] values) {
        long at = at(row, group);
        int lane = row % BLOCK_ROWS;
        data.set(HALF, at + 2L * lane, Float.floatToFloat16(scale));
        data.set(HALF, at + 2L * (BLOCK_ROWS + lane), Float.floatToFloat16(offset));
        long first = at + HEADER_BYTES + 4L * lane;
        for (int i = 0; i < GROUP; i += 32 / bits) {
            int four = bits == 8 ? four(values, i) : four(values, i) | four(values, i + 4) << 4;
            data.set(FOUR_BYTES, first + place(i), four);
        }
    }

    /** At once: a model's weights are millions of these, and most of them are packed before Java has compiled this. */
    private static int four(byte[] values, int from) {
        return values[from] & 0xFF
                | (values[from + 1] & 0xFF) << 8
                | (values[from + 2] & 0xFF) << 16
                | (values[from + 3] & 0xFF) << 24;
    }

    /** The weights of a row as floats. */
    public void read(int row, float[] to) {
        int lane = row % BLOCK_ROWS;
        for (int group = 0; group < inputs / GROUP; group++) {
            long at = at(row, group);
            float scale = Float.float16ToFloat(data.get(HALF, at + 2L * lane));
            float offset = Float.float16ToFloat(data.get(HALF, at + 2L * (BLOCK_ROWS + lane)));
            long first = at + HEADER_BYTES + 4L * lane;
            for (int i = 0; i < GROUP; i++) {
                int stored = data.get(BYTE, first + place(i)) & 0xFF;
                int value = bits == 8 ? stored : i % 8 < 4 ? stored & 15 : stored >> 4;
                to[group * GROUP + i] = scale * value + offset;
            }
        }
    }

    private long at(int row, int group) {
        return row / BLOCK_ROWS * blockBytes() + (long) group * groupBytes(bits);
    }

    /** Where the input's byte lies behind the first one of its row. */
    private int place(int input) {
        int vectors = bits == 8 ? input / 4 : input / 8;
        return vectors * 4 * BLOCK_ROWS + input % 4;
    }
}
