package dev.gaia.chat.engine.model;

import java.nio.file.Files;
import java.nio.file.Path;

/** What a model computes on. */
public enum Device {
    CPU,
    /** The first NVIDIA GPU, by a PyTorch library for CUDA that {@code PYTORCH_LIBRARY_PATH} names. */
    CUDA;

    private static final Path NVIDIA_DRIVER = Path.of("/dev/nvidiactl");

    /** A GPU where the system has one and PyTorch's library for it is configured. */
    public static Device best() {
        String flavor = System.getenv().getOrDefault("PYTORCH_FLAVOR", "cpu");
        return flavor.startsWith("cu") && Files.exists(NVIDIA_DRIVER) ? CUDA : CPU;
    }
}
