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
        for (int block = 0; block < count / type.blockValues(); block++) {
            long at = (long) block * type.blockBytes();
            int to = block * type.blockValues();
            switch (type) {
                case F32 -> out[to] = data.get(FLOAT, at);
                case F16 -> out[to] = half(data, at);
                case BF16 -> out[to] = Float.intBitsToFloat(data.get(SHORT, at) << 16);
                case Q4_0 -> fourBits(data, at + 2, half(data, at), -8 * half(data, at), out, to);
                case Q4_1 -> fourBits(data, at + 4, half(data, at), half(data, at + 2), out, to);
                case Q5_0 -> fiveBits(data, at + 2, half(data, at), -16 * half(data, at), out, to);
                case Q5_1 -> fiveBits(data, at + 4, half(data, at), half(data, at + 2), out, to);
                case Q8_0 -> eightBits(data, at + 2, half(data, at), out, to);
            }
        }
        return out;
    }

    /** Low halves of the bytes are the block's first sixteen values, high halves its last. */
    private static void fourBits(MemorySegment data, long at, float scale, float offset, float[] out, int to) {
        for (int i = 0; i < HALF; i++) {
            int pair = data.get(ValueLayout.JAVA_BYTE, at + i);
            out[to + i] = (pair & 0xF) * scale + offset;
            out[to + HALF + i] = (pair >> 4 & 0xF) * scale + offset;
        }
    }

    /** Four bits as above, with the fifth bits of all values in one word before them. */
    private static void fiveBits(MemorySegment data, long at, float scale, float offset, float[] out, int to) {
        int fifth = data.get(INT, at);
        for (int i = 0; i < HALF; i++) {
            int pair = data.get(ValueLayout.JAVA_BYTE, at + 4 + i);
            out[to + i] = (pair & 0xF | (fifth >> i & 1) << 4) * scale + offset;
            out[to + HALF + i] = (pair >> 4 & 0xF | (fifth >> i + HALF & 1) << 4) * scale + offset;
        }
    }

    private static void eightBits(MemorySegment data, long at, float scale, float[] out, int to) {
        for (int i = 0; i < BLOCK; i++) {
            out[to + i] = data.get(ValueLayout.JAVA_BYTE, at + i) * scale;
        }
    }

    private static float half(MemorySegment data, long at) {
        return Float.float16ToFloat(data.get(SHORT, at));
    }
}
