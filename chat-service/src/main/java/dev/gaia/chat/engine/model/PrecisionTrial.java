package dev.gaia.chat.engine.model;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * How long PyTorch takes on this processor to multiply the activations of some tokens by a matrix, in each of its number
 * formats. What the processor says of itself does not tell: without instructions for bfloat16 it is slower than floats, and
 * under a hypervisor these instructions can be hidden.
 */
record PrecisionTrial(Duration fp32, Duration bf16) {

    private static final int TOKENS = 8;
    private static final int WIDTH = 1024;
    private static final int WARM_UPS = 3;
    private static final int ATTEMPTS = 10;

    /** Made when it is first asked for, once in the life of a process. */
    static PrecisionTrial here() {
        return Here.TRIAL;
    }

    Precision fastest() {
        return bf16.compareTo(fp32) <= 0 ? Precision.BF16 : Precision.FP32;
    }

    String result() {
        return String.format(
                Locale.ROOT,
                "in a trial bf16 was %.1f times as fast as fp32",
                (double) fp32.toNanos() / bf16.toNanos());
    }

    private static final class Here {

        static final PrecisionTrial TRIAL = attempt();
    }

    private static PrecisionTrial attempt() {
        try {
            return new PrecisionTrial(shortest(Precision.FP32), shortest(Precision.BF16));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Others may use the processor meanwhile, and can only make it longer. */
    private static Duration shortest(Precision precision) throws IOException {
        NativeLibrary.configure();
        Numerics numerics = new Numerics(precision, Device.CPU);
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch");
                Model model = script(numerics).load(ai.djl.Device.cpu())) {
            PtSymbolBlock block = (PtSymbolBlock) model.getBlock();
            run(block, "set_weight", manager.randomUniform(-1, 1, new Shape(WIDTH, WIDTH)));
            NDArray activations = manager.randomUniform(-1, 1, new Shape(TOKENS, WIDTH));
            return Duration.ofNanos(LongStream.generate(() -> run(block, "multiply", activations))
                    .limit(WARM_UPS + ATTEMPTS)
                    .skip(WARM_UPS)
                    .min()
                    .orElseThrow());
        }
    }

    private static TorchScript script(Numerics numerics) throws IOException {
        return TorchScript.of(
                "Trial",
                "trial.torchscript",
                Map.of("pack", numerics.pack(), "linear", numerics.linear(), "dtype", numerics.scalarType()));
    }

    /** @return nanoseconds */
    private static long run(PtSymbolBlock block, String method, NDArray argument) {
        long start = System.nanoTime();
        try (IValue value = IValue.from((PtNDArray) argument)) {
            IValueUtils.runMethod(block, method, value).close();
        }
        return System.nanoTime() - start;
    }
}
