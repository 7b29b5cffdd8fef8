package dev.gaia.chat.engine.model;

/**
 * In which numbers PyTorch computes, where, and by which operators.
 *
 * @param plain whether by operators that every device has, instead of oneDNN's on weights that are packed for the processor
 */
record Numerics(Precision precision, Device device, boolean plain) {

    Numerics(Precision precision, Device device) {
        this(precision, device, device != Device.CPU);
    }

    /** PyTorch's {@code ScalarType} code. */
    int scalarType() {
        return switch (precision) {
            case FP32 -> 6;
            case BF16 -> 15;
            case INT8, INT4 -> throw new IllegalArgumentException("PyTorch does not serve " + precision);
        };
    }

    /** As TorchScript writes it. */
    String torchDevice() {
        return switch (device) {
            case CPU -> "torch.device(\"cpu\")";
            case CUDA -> "torch.device(\"cuda\")";
        };
    }

    /** An expression that packs {@code weight}. */
    String pack() {
        String rounded = "torch.to(weight, " + scalarType() + ")";
        return plain ? rounded : "ops.mkldnn._reorder_linear_weight(" + rounded + ", None)";
    }

    /** An expression that multiplies {@code x} by a packed {@code weight}. */
    String linear() {
        return plain
                ? "torch.linear(x, weight)"
                : "ops.mkldnn._linear_pointwise(x, weight, None, \"none\", annotate(List[Optional[number]], []), None)";
    }
}
