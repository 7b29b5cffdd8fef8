package dev.gaia.chat.engine.model;

import java.io.IOException;

/**
 * A language model with its key-value cache: token ids in, logits out.
 *
 * <p>The cache has a fixed number of slots, one for each sequence. {@link #decode} works on the first slots without a
 * gap; {@link #move} closes a gap when a sequence has left.
 *
 * <p>Owned by one thread, which also loads it.
 */
public interface CausalModel extends AutoCloseable {

    /**
     * Loads the weights and sets up the cache.
     *
     * @param slots how many sequences there can be at once
     * @param contextTokens the longest sequence, at most what the model was trained on
     * @throws ModelFileException when the file describes no model that can be served
     */
    static CausalModel load(ModelFile file, Precision precision, int slots, int contextTokens) throws IOException {
        LlamaConfig config = file.config();
        return switch (precision) {
            case FP32, BF16 -> TorchModel.load(file, config, precision, slots, contextTokens);
            case INT8 -> KernelModel.load(file, config, slots, contextTokens);
        };
    }

    Precision precision();

    /** The longest sequence, prompt and answer together, in tokens. */
    int contextTokens();

    int slots();

    int vocabulary();

    /**
     * Reads a piece of a prompt into a slot.
     *
     * @param start how many tokens of the sequence the slot holds already
     * @return the logits after the last token
     */
    float[] prefill(int slot, int start, int[] tokens);

    /**
     * Appends one token to each of the sequences in slots 0 … {@code tokens.length - 1}.
     *
     * @param positions how many tokens each of them holds already
     * @return the logits after each, one row a sequence
     */
    float[][] decode(int[] tokens, int[] positions);

    /** Moves a sequence of {@code tokens} tokens into another slot, whose own sequence is lost. */
    void move(int from, int to, int tokens);

    @Override
    void close();
}
