package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_METADATA;

import java.util.List;

/**
 * The dimensions of a model of the Llama architecture, as its file states them.
 *
 * @param hidden width of the residual stream
 * @param heads query heads; a multiple of {@code kvHeads}
 * @param headSize width of one head, even
 * @param feedForward width between the gated projections
 * @param contextTokens the longest sequence that the model was trained on
 * @param normEpsilon added to the mean square in RMS normalisation
 * @param rotaryFrequencies half as many as a head is wide
 * @param window how many tokens, itself included, a token looks back on; {@link #NO_WINDOW} for all
 */
record LlamaConfig(
        Family family,
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headSize,
        int feedForward,
        int vocabulary,
        int contextTokens,
        double normEpsilon,
        List<Double> rotaryFrequencies,
        int window) {

    static final int NO_WINDOW = Integer.MAX_VALUE;

    LlamaConfig {
        require(layers <= 512 && hidden <= 1 << 16 && feedForward <= 1 << 18 && contextTokens <= 1 << 24, "too large");
        require(heads <= 1 << 12 && heads % kvHeads == 0, "the query heads are not a multiple of the key heads");
        require(headSize % 2 == 0 && headSize <= 1024, "the head size is odd or too large");
        require(normEpsilon > 0 && normEpsilon < 1, "the normalisation's epsilon makes no sense");
        require(window > 0, "the sliding window is empty");
    }

    static Family family(String name) {
        return Family.named(name)
                .orElseThrow(() -> new ModelFileException(
                        BAD_METADATA, "The architecture " + name + " is not supported; " + Family.names() + " are"));
    }

    static int positive(String key, long value) {
        require(value > 0 && value <= Integer.MAX_VALUE, key + " is " + value);
        return (int) value;
    }

    /** The width of a head where the file does not state it. */
    static int headSize(int hidden, int heads) {
        require(hidden % heads == 0, "the width is not a multiple of the heads");
        return hidden / heads;
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new ModelFileException(BAD_METADATA, "The model cannot be served: " + message);
        }
    }
}
