package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.ModelFileException.Flaw.BAD_METADATA;

/**
 * The dimensions of a Llama model, as its file states them.
 *
 * @param hidden width of the residual stream
 * @param heads query heads; a multiple of {@code kvHeads}
 * @param headSize width of one head, even
 * @param feedForward width between the gated projections
 * @param contextTokens the longest sequence that the model was trained on
 * @param normEpsilon added to the mean square in RMS normalisation
 * @param ropeTheta base of the rotary frequencies
 */
record LlamaConfig(
        int layers,
        int hidden,
        int heads,
        int kvHeads,
        int headSize,
        int feedForward,
        int vocabulary,
        int contextTokens,
        double normEpsilon,
        double ropeTheta) {

    LlamaConfig {
        require(layers <= 512 && hidden <= 1 << 16 && feedForward <= 1 << 18 && contextTokens <= 1 << 24, "too large");
        require(heads % kvHeads == 0, "the query heads are not a multiple of the key heads");
        require(headSize % 2 == 0 && headSize <= 1024, "the head size is odd or too large");
        require(normEpsilon > 0 && normEpsilon < 1, "the normalisation's epsilon makes no sense");
        require(ropeTheta >= 1 && Double.isFinite(ropeTheta), "the rotary base makes no sense");
    }

    /** @throws ModelFileException when the file describes no Llama model that can be served */
    static LlamaConfig of(GgufFile file) {
        String architecture = file.string("general.architecture");
        require("llama".equals(architecture), "the architecture " + architecture + " is not supported; llama is");
        require(file.findTensor("rope_freqs.weight").isEmpty(), "scaled rotary frequencies are not supported yet");
        int hidden = positive(file, "llama.embedding_length");
        int heads = positive(file, "llama.attention.head_count");
        require(
                hidden % heads == 0
                        || file.findNumber("llama.attention.key_length").isPresent(),
                "the width is not a multiple of the heads");
        return new LlamaConfig(
                positive(file, "llama.block_count"),
                hidden,
                heads,
                positive(file, "llama.attention.head_count_kv", heads),
                positive(file, "llama.attention.key_length", hidden / heads),
                positive(file, "llama.feed_forward_length"),
                Math.toIntExact(file.tensor("token_embd.weight").shape().getFirst()),
                positive(file, "llama.context_length"),
                decimal(file, "llama.attention.layer_norm_rms_epsilon", 1e-5),
                decimal(file, "llama.rope.freq_base", 10_000));
    }

    private static int positive(GgufFile file, String key) {
        return checked(key, file.findNumber(key).map(Number::longValue).orElse(0L));
    }

    private static int positive(GgufFile file, String key, int otherwise) {
        return checked(key, file.findNumber(key).map(Number::longValue).orElse((long) otherwise));
    }

    private static int checked(String key, long value) {
        require(value > 0 && value <= Integer.MAX_VALUE, key + " is " + value);
        return (int) value;
    }

    private static double decimal(GgufFile file, String key, double otherwise) {
        return file.findNumber(key).map(Number::doubleValue).orElse(otherwise);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new ModelFileException(BAD_METADATA, "The model cannot be served: " + message);
        }
    }
}
