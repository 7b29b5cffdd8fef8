package dev.gaia.chat.engine.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a tensor's values are stored: in blocks of {@code blockValues} values that take {@code blockBytes} bytes. The codes
 * and layouts are those of ggml's {@code ggml_type}.
 */
enum GgmlType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    BF16(30, 1, 2);

    private final int code;
    private final int blockValues;
    private final int blockBytes;

    GgmlType(int code, int blockValues, int blockBytes) {
        this.code = code;
        this.blockValues = blockValues;
        this.blockBytes = blockBytes;
    }

    static Optional<GgmlType> of(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    int blockValues() {
        return blockValues;
    }

    int blockBytes() {
        return blockBytes;
    }
}
