package dev.gaia.chat.engine.model;

import dev.gaia.chat.engine.kernel.VectorUnit;

/** The number formats that a model is served in. */
public enum Precision {
    /** Weights, activations and cache in 32 bits: the reference. */
    FP32,
    /** Weights and cache in bfloat16. */
    BF16,
    /** Weights in the four or eight bits of their file, activations in eight bits, the cache in half precision. */
    INT8,
    /** The same with all weights in four bits, whatever the file has: smaller, and less exact; never chosen by itself. */
    INT4;

    /** Whether weights and activations are integers, so that a step's rows depend on nothing but themselves. */
    public boolean isInteger() {
        return this == INT8 || this == INT4;
    }

    /** Why it is chosen where it is the best. */
    public String advantage() {
        return switch (this) {
            case INT8 -> "the processor multiplies bytes by AVX-512 VNNI, and the model fits";
            case BF16 -> PrecisionTrial.here().result() + ", and int8 is not to be had";
            case INT4 -> "it takes the least memory";
            case FP32 -> PrecisionTrial.here().result() + ", and int8 is not to be had";
        };
    }

    /** The fastest on this device that can hold this file; on a GPU that is always bf16. See the other one. */
    public static Precision bestFor(ModelFile file, Device device, int contextTokens) {
        return switch (device) {
            case CPU -> bestFor(file, contextTokens);
            case CUDA -> BF16;
        };
    }

    /**
     * The fastest that this processor computes and that can hold this file: int8 where there are instructions for it, else
     * what a trial of some milliseconds says.
     *
     * @param contextTokens the longest sequence that will be served
     * @throws ModelFileException when the file describes no model that can be served
     */
    public static Precision bestFor(ModelFile file, int contextTokens) {
        if (VectorUnit.isSupported() && KernelModel.canServe(file.config(), contextTokens)) {
            return INT8;
        }
        return PrecisionTrial.here().fastest();
    }
}
