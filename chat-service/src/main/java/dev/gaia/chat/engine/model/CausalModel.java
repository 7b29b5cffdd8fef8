package dev.gaia.chat.engine.model;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * A language model with its key-value cache: token ids in, logits out.
 *
 * <p>The cache consists of blocks of {@value #BLOCK_TOKENS} tokens. Whoever uses the model decides which blocks hold which
 * sequence; blocks of tokens that sequences have in common may be shared.
 *
 * <p>Owned by one thread, which also loads it.
 */
public interface CausalModel extends AutoCloseable {

    int BLOCK_TOKENS = 16;

    /** For activations, logits, rotations and the tokenizer. */
    long MARGIN_BYTES = 128L << 20;

    /** The same on the processor. */
    static CausalModel load(ModelFile file, Precision precision, long cacheBytes, int contextTokens)
            throws IOException {
        return load(file, precision, Device.CPU, cacheBytes, contextTokens);
    }

    /**
     * Loads the weights and sets up the cache.
     *
     * @param device only floats are computed anywhere but on the processor
     * @param cacheBytes how much memory keys and values may take
     * @param contextTokens the longest sequence, at most what the model was trained on
     * @throws ModelFileException when the file describes no model that can be served
     */
    static CausalModel load(ModelFile file, Precision precision, Device device, long cacheBytes, int contextTokens)
            throws IOException {
        LlamaConfig config = file.config();
        int longest = Math.min(contextTokens, config.contextTokens());
        int blocks = blocks(config, precision, cacheBytes, longest);
        return switch (precision) {
            case FP32, BF16 -> TorchModel.load(file, config, new Numerics(precision, device), blocks, longest);
            case INT8, INT4 -> {
                LlamaConfig.require(device == Device.CPU, "int8 and int4 run on the processor only; try bf16");
                yield KernelModel.load(file, config, precision, blocks, longest);
            }
        };
    }

    /**
     * About how much memory {@link #load} takes: weights, a full cache, and what a step works in.
     *
     * @throws ModelFileException when the file describes no model that can be served
     */
    static long bytes(ModelFile file, Precision precision, long cacheBytes, int contextTokens) {
        LlamaConfig config = file.config();
        int longest = Math.min(contextTokens, config.contextTokens());
        long weights = file.tensorNames().stream()
                .mapToLong(name -> switch (precision) {
                    case FP32 -> file.tensor(name).values() * Float.BYTES;
                    case BF16 -> file.tensor(name).values() * Short.BYTES;
                    case INT8, INT4 -> PackedWeights.bytes(file.tensor(name), precision == Precision.INT4);
                })
                .sum();
        long cache = blocks(config, precision, cacheBytes, longest) * blockBytes(config, precision);
        return weights + cache + MARGIN_BYTES;
    }

    private static int blocks(LlamaConfig config, Precision precision, long cacheBytes, int longest) {
        return Math.toIntExact(Math.clamp(
                cacheBytes / blockBytes(config, precision),
                Math.ceilDiv(longest, BLOCK_TOKENS),
                Integer.MAX_VALUE / BLOCK_TOKENS));
    }

    private static long blockBytes(LlamaConfig config, Precision precision) {
        int valueBytes = precision == Precision.FP32 ? Float.BYTES : Short.BYTES;
        return 2L * BLOCK_TOKENS * config.layers() * config.kvHeads() * config.headSize() * valueBytes;
    }

    Precision precision();

    /** The longest sequence, prompt and answer together, in tokens. */
    int contextTokens();

    /** How many blocks the cache has; at least as many as the longest sequence needs. */
    int blocks();

    int vocabulary();

    /**
     * Reads pieces of different sequences at once.
     *
     * @return the logits that the pieces ask for, in the order of the pieces and of their tokens; the caller may change
     *     them, and they are good until the next step
     */
    float[][] step(List<Piece> pieces);

    /**
     * Whether a token's logits are the same to the last bit, whatever is read in the same step; then tokens that were only
     * guessed can be read together and checked afterwards. Such a model gives logits after any number of a piece's tokens,
     * others only after the last.
     */
    boolean isBatchInvariant();

    /** Where the time of all steps since loading went. */
    StepTimes times();

    /** @throws IndexOutOfBoundsException when a piece does not fit into the model or into its blocks */
    default void check(Piece piece) {
        Objects.checkFromIndexSize(piece.start(), piece.tokens().length, contextTokens());
        Objects.checkFromIndexSize(piece.start(), piece.tokens().length, piece.blocks().length * BLOCK_TOKENS);
        for (int token : piece.tokens()) {
            Objects.checkIndex(token, vocabulary());
        }
        for (int block : piece.blocks()) {
            Objects.checkIndex(block, blocks());
        }
    }

    @Override
    void close();
}
