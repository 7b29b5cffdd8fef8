package dev.gaia.chat.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number format in which weights, activations and the key-value cache are held. */
public enum Precision {
    FP32(6),
    BF16(15);

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private final int torchType;

    Precision(int torchType) {
        this.torchType = torchType;
    }

    /** PyTorch's {@code ScalarType} code. */
    int torchType() {
        return torchType;
    }

    /** bf16 where the processor multiplies it natively, since it is emulated slowly elsewhere. */
    public static Precision bestForThisProcessor() {
        try {
            String features = Files.readString(CPU_INFO);
            return features.contains("avx512_bf16") || features.contains("amx_bf16") ? BF16 : FP32;
        } catch (IOException unreadable) {
            return FP32;
        }
    }
}
