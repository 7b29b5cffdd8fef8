package dev.gaia.chat.engine.model;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.gaia.chat.engine.model.LlamaWeights.Matrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model whose forward pass PyTorch runs, in floats of 16 or 32 bits.
 *
 * <p>Must be loaded by the thread that uses it: PyTorch's switch for its graph optimiser belongs to the thread, and with
 * the optimiser on, logits are wrong from the second call of {@code decode}.
 */
final class TorchModel implements CausalModel {

    private final LlamaConfig config;
    private final Precision precision;
    private final int blocks;
    private final int contextTokens;
    private final PtNDManager manager;
    private final Model model;
    private final PtSymbolBlock block;
    private final StepClock clock = new StepClock();

    private TorchModel(
            LlamaConfig config, Precision precision, int blocks, int contextTokens, PtNDManager manager, Model model) {
        this.config = config;
        this.precision = precision;
        this.blocks = blocks;
        this.contextTokens = contextTokens;
        this.manager = manager;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    static TorchModel load(ModelFile file, LlamaConfig config, Numerics numerics, int blocks, int contextTokens)
            throws IOException {
        NativeLibrary.configure();
        LlamaWeights weights = new LlamaWeights(file, config);
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager(place(numerics), "PyTorch");
        JniUtils.setGraphExecutorOptimize(false); // only after the manager has loaded the native library
        TorchModel loaded = new TorchModel(
                config,
                numerics.precision(),
                blocks,
                contextTokens,
                manager,
                LlamaScript.of(config, numerics).load(place(numerics)));
        try {
            loaded.setWeights(weights);
            loaded.call("new_cache", IValue.from((long) blocks * BLOCK_TOKENS));
            return loaded;
        } catch (RuntimeException | Error refused) {
            loaded.close();
            throw refused;
        }
    }

    private static ai.djl.Device place(Numerics numerics) {
        return switch (numerics.device()) {
            case CPU -> ai.djl.Device.cpu();
            case CUDA -> ai.djl.Device.gpu();
        };
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public int contextTokens() {
        return contextTokens;
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public boolean isBatchInvariant() {
        return false;
    }

    @Override
    public StepTimes times() {
        return clock.times();
    }

    @Override
    public float[][] step(List<Piece> pieces) {
        pieces.forEach(this::check);
        if (pieces.stream().anyMatch(piece -> piece.logits() > 1)) {
            throw new IllegalArgumentException("Only the logits after the last token are to be had");
        }
        clock.start();
        float[][] logits = run(pieces);
        clock.otherEnded();
        return logits;
    }

    private float[][] run(List<Piece> pieces) {
        float[][] logits = new float[pieces.size()][];
        List<Integer> single = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).tokens().length == 1) {
                single.add(i);
            } else {
                logits[i] = read(pieces.get(i));
            }
        }
        if (!single.isEmpty()) {
            float[][] rows = decode(single.stream().map(pieces::get).toList());
            for (int row = 0; row < rows.length; row++) {
                logits[single.get(row)] = rows[row];
            }
        }
        return IntStream.range(0, logits.length)
                .filter(i -> pieces.get(i).logits() == 1)
                .mapToObj(i -> logits[i])
                .toArray(float[][]::new);
    }

    private float[] read(Piece piece) {
        try (PtNDManager step = step()) {
            return call(
                    "prefill",
                    step,
                    ids(step, piece.tokens()),
                    ids(step, places(piece, piece.start(), piece.end())),
                    ids(step, places(piece, 0, piece.end())),
                    IValue.from((long) piece.start()));
        }
    }

    private float[][] decode(List<Piece> pieces) {
        int longest = pieces.stream().mapToInt(Piece::end).max().orElseThrow();
        int[] tokens = pieces.stream().mapToInt(piece -> piece.tokens()[0]).toArray();
        int[] positions = pieces.stream().mapToInt(Piece::start).toArray();
        int[] written = pieces.stream()
                .mapToInt(piece -> places(piece, piece.start(), piece.end())[0])
                .toArray();
        int[] seen = new int[pieces.size() * longest];
        for (int row = 0; row < pieces.size(); row++) {
            int[] own = places(pieces.get(row), 0, pieces.get(row).end());
            System.arraycopy(own, 0, seen, row * longest, own.length);
        }
        try (PtNDManager step = step()) {
            float[] all = call(
                    "decode",
                    step,
                    ids(step, tokens),
                    ids(step, positions),
                    ids(step, written),
                    ids(step, seen),
                    IValue.from((long) longest));
            float[][] rows = new float[tokens.length][];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = Arrays.copyOfRange(all, row * vocabulary(), (row + 1) * vocabulary());
            }
            return rows;
        }
    }

    /** Where in the cache the sequence's tokens {@code from} … {@code to - 1} are. */
    private static int[] places(Piece piece, int from, int to) {
        return IntStream.range(from, to)
                .map(position -> piece.blocks()[position / BLOCK_TOKENS] * BLOCK_TOKENS + position % BLOCK_TOKENS)
                .toArray();
    }

    private void setWeights(LlamaWeights weights) {
        try (PtNDManager step = step()) {
            call(
                    "set_embedding",
                    tensor(step, weights.embedding()),
                    tensor(step, weights.head()),
                    vector(step, weights.finalNorm()),
                    rotary(step, true),
                    rotary(step, false));
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            try (PtNDManager step = step()) {
                call(
                        "add_layer",
                        vector(step, weights.attentionNorm(layer)),
                        tensor(step, weights.attentionIn(layer)),
                        tensor(step, weights.attentionOut(layer)),
                        vector(step, weights.ffnNorm(layer)),
                        tensor(step, weights.ffnIn(layer)),
                        tensor(step, weights.ffnOut(layer)));
                weights.attentionBias(layer).ifPresent(bias -> call("add_bias", vector(step, bias)));
                weights.headNorms(layer).ifPresent(norms -> call("add_head_norms", tensor(step, norms)));
            }
        }
    }

    /** Cosines, or sines whose first half is negated, so that a rotation is one multiply-add with the swapped halves. */
    private IValue rotary(PtNDManager step, boolean cosine) {
        int half = config.headSize() / 2;
        float[] table = new float[contextTokens * config.headSize()];
        for (int position = 0; position < contextTokens; position++) {
            for (int j = 0; j < half; j++) {
                double angle = position * config.rotaryFrequencies().get(j);
                int at = position * config.headSize() + j;
                table[at] = (float) (cosine ? Math.cos(angle) : -Math.sin(angle));
                table[at + half] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
            }
        }
        return tensor(step, new Matrix(contextTokens, config.headSize(), table));
    }

    private PtNDManager step() {
        return manager.newSubManager(manager.getDevice());
    }

    private static IValue tensor(PtNDManager step, Matrix matrix) {
        return IValue.from((PtNDArray) step.create(matrix.values(), new Shape(matrix.rows(), matrix.columns())));
    }

    private static IValue vector(PtNDManager step, Matrix matrix) {
        return IValue.from((PtNDArray) step.create(matrix.values(), new Shape(matrix.columns())));
    }

    private static IValue ids(PtNDManager step, int[] values) {
        return IValue.from(
                (PtNDArray) step.create(Arrays.stream(values).asLongStream().toArray()));
    }

    private float[] call(String method, PtNDManager step, IValue... arguments) {
        try (IValue answer = run(method, arguments)) {
            return answer.toTensor(step).toFloatArray();
        }
    }

    private void call(String method, IValue... arguments) {
        run(method, arguments).close();
    }

    private IValue run(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(block, method, arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    @Override
    public void close() {
        model.close();
        manager.close();
    }
}
