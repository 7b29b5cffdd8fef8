package dev.gaia.chat.engine.model;

import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Widens stored weights to floats, as ggml's {@code dequantize_row_*} functions do. */
final class Dequantizer {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What is added to signed bytes so that they have no sign. */
    static final int MIDDLE_OF_EIGHT_BITS = 128;

    private static final int BLOCK = 32;
    private static final int HALF = BLOCK / 2;

    private Dequantizer() {}

    /**
     * The tensor's values, row after row.
     *
     * @throws ModelFileException when one of them is not finite
     */
    static float[] floats(TensorInfo tensor) {
        float[] values = floats(tensor.type(), tensor.data(), Math.toIntExact(tensor.values()));
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ModelFileException(
                        Flaw.BAD_VALUES, tensor.name() + " holds a value that is not a finite number");
            }
        }
        return values;
    }

    static float[] floats(GgmlType type, MemorySegment data, int count) {
        float[] out = new float[count];
        byte[] integers = new byte[BLOCK];
        SuperBlock superBlock = new SuperBlock();
        for (int block = 0; block < count / type.blockValues(); block++) {
            long at = (long) block * type.blockBytes();
            int to = block * type.blockValues();
            switch (type) {
                case F32 -> out[to] = data.get(FLOAT, at);
                case F16 -> out[to] = half(data, at);
                case BF16 -> out[to] = Float.intBitsToFloat(data.get(SHORT, at) << 16);
                case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> {
                    float scale = scale(type, data, at);
                    float offset = offset(type, data, at);
                    integers(type, data, at, integers);
                    for (int i = 0; i < BLOCK; i++) {
                        out[to + i] = (integers[i] & 0xFF) * scale + offset;
                    }
                }
                case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K -> {
                    superBlock.read(type, data, at);
                    superBlock.values(out, to);
                }
            }
        }
        return out;
    }

    /** The scale of the quantised block at {@code at}: a value is {@code scale * integer + offset}. */
    static float scale(GgmlType type, MemorySegment data, long at) {
        return half(data, at);
    }

    static float offset(GgmlType type, MemorySegment data, long at) {
        return switch (type) {
            case Q4_0 -> -8 * half(data, at);
            case Q5_0 -> -16 * half(data, at);
            case Q8_0 -> -MIDDLE_OF_EIGHT_BITS * half(data, at);
            case Q4_1, Q5_1 -> half(data, at + 2);
            case F32, F16, BF16, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException(type + " has no blocks of " + BLOCK);
        };
    }

    /** The unsigned integers of the quantised block at {@code at}. */
    static void integers(GgmlType type, MemorySegment data, long at, byte[] out) {
        switch (type) {
            case Q4_0 -> fourBits(data, at + 2, out);
            case Q4_1 -> fourBits(data, at + 4, out);
            case Q5_0 -> fiveBits(data, at + 2, out);
            case Q5_1 -> fiveBits(data, at + 4, out);
            case Q8_0 -> eightBits(data, at + 2, out);
            case F32, F16, BF16, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException(type + " has no blocks of " + BLOCK);
        }
    }

    /** Low halves of the bytes are the block's first sixteen values, high halves its last. */
    private static void fourBits(MemorySegment data, long at, byte[] out) {
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, out, 0, HALF);
        for (int i = 0; i < HALF; i++) {
            int pair = out[i];
            out[i] = (byte) (pair & 0xF);
            out[HALF + i] = (byte) (pair >> 4 & 0xF);
        }
    }

    /** Four bits as above, with the fifth bits of all values in one word before them. */
    private static void fiveBits(MemorySegment data, long at, byte[] out) {
        int fifth = data.get(INT, at);
        fourBits(data, at + 4, out);
        for (int i = 0; i < BLOCK; i++) {
            out[i] |= (byte) ((fifth >> i & 1) << 4);
        }
    }

    private static void eightBits(MemorySegment data, long at, byte[] out) {
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, out, 0, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            out[i] += MIDDLE_OF_EIGHT_BITS;
        }
    }

    static float half(MemorySegment data, long at) {
        return Float.float16ToFloat(data.get(SHORT, at));
    }
}
