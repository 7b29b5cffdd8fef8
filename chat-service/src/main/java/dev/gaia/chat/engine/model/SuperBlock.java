package dev.gaia.chat.engine.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The block of {@value #VALUES} values that ggml's K types are stored in, as its {@code dequantize_row_q*_K} functions read
 * it. Every {@value #PART} values share a scale and an offset: a value is {@code scale * integer + offset}. Holds the block
 * that was read last.
 */
final class SuperBlock {

    static final int VALUES = 256;

    private static final int PART = 16;
    private static final int PARTS = VALUES / PART;
    private static final int HALF = VALUES / 2;

    private final byte[] integers = new byte[VALUES];
    private final float[] scales = new float[PARTS];
    private final float[] offsets = new float[PARTS];

    void read(GgmlType type, MemorySegment data, long at) {
        Arrays.fill(integers, (byte) 0);
        switch (type) {
            case Q2_K -> readTwoBits(data, at);
            case Q3_K -> readThreeBits(data, at);
            case Q4_K -> {
                readScalesAndMinimums(data, at);
                addFourBits(data, at + 16);
            }
            case Q5_K -> {
                readScalesAndMinimums(data, at);
                addFourBits(data, at + 48);
                addFifthBits(data, at + 16);
            }
            case Q6_K -> readSixBits(data, at);
            default -> throw new IllegalArgumentException(type + " has no super-blocks");
        }
    }

    /** The scale of the value at {@code index}. */
    float scale(int index) {
        return scales[index / PART];
    }

    float offset(int index) {
        return offsets[index / PART];
    }

    /** The unsigned integers from {@code first} on. */
    void integers(int first, byte[] out) {
        System.arraycopy(integers, first, out, 0, out.length);
    }

    /** All values; one rounding each, since the product alone may not fit a float. */
    void values(float[] out, int first) {
        for (int i = 0; i < VALUES; i++) {
            out[first + i] = Math.fma(integers[i], scale(i), offset(i));
        }
    }

    /** Sixteen bytes of scale (low half) and minimum (high half), 64 of integers, two factors. */
    private void readTwoBits(MemorySegment data, long at) {
        float factor = Dequantizer.half(data, at + 80);
        float minimumFactor = Dequantizer.half(data, at + 82);
        for (int part = 0; part < PARTS; part++) {
            int pair = unsigned(data, at + part);
            scales[part] = factor * (pair & 0xF);
            offsets[part] = -minimumFactor * (pair >> 4);
        }
        addTwoBits(data, at + 16, 0);
    }

    /** 32 bytes of third bits, 64 of low bits, twelve of scales, a factor. */
    private void readThreeBits(MemorySegment data, long at) {
        float factor = Dequantizer.half(data, at + 108);
        for (int part = 0; part < PARTS; part++) {
            int low = unsigned(data, at + 96 + part % 8) >> part / 8 * 4 & 0xF;
            int high = unsigned(data, at + 104 + part % 4) >> part / 4 * 2 & 3;
            scales[part] = factor * ((high << 4 | low) - 32);
            offsets[part] = -4 * scales[part];
        }
        addTwoBits(data, at + 32, 0);
        for (int i = 0; i < VALUES; i++) {
            integers[i] |= (byte) ((unsigned(data, at + i % 32) >> i / 32 & 1) << 2);
        }
    }

    /** 128 bytes of low halves, 64 of high bits, sixteen signed scales, a factor. */
    private void readSixBits(MemorySegment data, long at) {
        float factor = Dequantizer.half(data, at + 208);
        for (int part = 0; part < PARTS; part++) {
            scales[part] = factor * data.get(ValueLayout.JAVA_BYTE, at + 192 + part);
            offsets[part] = -32 * scales[part];
        }
        for (int i = 0; i < VALUES; i++) {
            int inHalf = i % HALF;
            int pair = unsigned(data, at + i / HALF * 64 + inHalf % 64);
            integers[i] = (byte) (pair >> inHalf / 64 * 4 & 0xF);
        }
        addTwoBits(data, at + 128, 4);
    }

    /** Eight scales and eight minimums of six bits, one for each 32 values. */
    private void readScalesAndMinimums(MemorySegment data, long at) {
        float factor = Dequantizer.half(data, at);
        float minimumFactor = Dequantizer.half(data, at + 2);
        for (int part = 0; part < PARTS; part++) {
            int pair = part / 2;
            int scale;
            int minimum;
            if (pair < 4) {
                scale = unsigned(data, at + 4 + pair) & 63;
                minimum = unsigned(data, at + 8 + pair) & 63;
            } else {
                int low = unsigned(data, at + 8 + pair);
                scale = low & 0xF | unsigned(data, at + pair) >> 6 << 4;
                minimum = low >> 4 | unsigned(data, at + 4 + pair) >> 6 << 4;
            }
            scales[part] = factor * scale;
            offsets[part] = -minimumFactor * minimum;
        }
    }

    /** In each half of the block, a byte holds one value of every 32, the first one in its lowest bits. */
    private void addTwoBits(MemorySegment data, long at, int shift) {
        for (int i = 0; i < VALUES; i++) {
            int four = unsigned(data, at + i / HALF * 32 + i % 32);
            integers[i] |= (byte) ((four >> i % HALF / 32 * 2 & 3) << shift);
        }
    }

    /** Of every 64 values, low halves of 32 bytes hold the first 32, high halves the others. */
    private void addFourBits(MemorySegment data, long at) {
        for (int i = 0; i < VALUES; i++) {
            integers[i] = (byte) (unsigned(data, at + i / 64 * 32 + i % 32) >> i % 64 / 32 * 4 & 0xF);
        }
    }

    private void addFifthBits(MemorySegment data, long at) {
        for (int i = 0; i < VALUES; i++) {
            integers[i] |= (byte) ((unsigned(data, at + i % 32) >> i / 32 & 1) << 4);
        }
    }

    private static int unsigned(MemorySegment data, long at) {
        return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at));
    }
}
