package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.LlamaConfig.NO_WINDOW;
import static dev.gaia.chat.engine.model.LlamaConfig.require;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads a model's dimensions from {@code config.json}, in the spelling of transformers 5 or of the versions before. */
final class FolderDimensions {

    private final JsonNode config;
    private final Family family;

    private FolderDimensions(JsonNode config) {
        this.config = config;
        this.family = LlamaConfig.family(config.path("model_type").asString("without a name"));
    }

    static LlamaConfig read(JsonNode config) {
        return new FolderDimensions(config).read();
    }

    private LlamaConfig read() {
        refuseWhatIsNotServed();
        int hidden = positive("hidden_size");
        int heads = positive("num_attention_heads");
        int headSize = isStated("head_dim") ? positive("head_dim") : LlamaConfig.headSize(hidden, heads);
        require(headSize <= 1024, "the head size is too large");
        return new LlamaConfig(
                family,
                positive("num_hidden_layers"),
                hidden,
                heads,
                isStated("num_key_value_heads") ? positive("num_key_value_heads") : heads,
                headSize,
                positive("intermediate_size"),
                positive("vocab_size"),
                positive("max_position_embeddings"),
                config.path("rms_norm_eps").asDouble(1e-6),
                rotaryFrequencies(headSize),
                window());
    }

    private void refuseWhatIsNotServed() {
        String activation = config.path("hidden_act").asString("silu");
        require(activation.equals("silu"), "the activation " + activation + " is not supported; silu is");
        require(!isStated("quantization_config"), "quantised safetensors are not supported; take the model as GGUF");
        require(!isTrue("attention_bias") && !isTrue("mlp_bias"), "biases in every projection are not supported");
        require(!isTrue("use_sliding_window"), "a sliding window in some layers only is not supported");
        require(
                family.has(Family.Trait.SLIDING_WINDOW)
                        || config.path("layer_types")
                                .valueStream()
                                .allMatch(type -> type.asString("").equals("full_attention")),
                "layers of different kinds are not supported");
        require(
                config.path("partial_rotary_factor").asDouble(1) == 1,
                "heads that are rotated in part are not supported");
    }

    private List<Double> rotaryFrequencies(int headSize) {
        JsonNode rope = isStated("rope_parameters") ? config.path("rope_parameters") : config.path("rope_scaling");
        double base = rope.has("rope_theta")
                ? rope.path("rope_theta").asDouble(0)
                : config.path("rope_theta").asDouble(10_000);
        List<Double> plain = RotaryFrequencies.plain(base, headSize);
        String type = rope.path("rope_type").asString(rope.path("type").asString("default"));
        return switch (type) {
            case "default" -> plain;
            case "linear" -> RotaryFrequencies.linear(plain, number(rope, "factor"));
            case "llama3" ->
                RotaryFrequencies.llama3(
                        plain,
                        number(rope, "factor"),
                        number(rope, "low_freq_factor"),
                        number(rope, "high_freq_factor"),
                        number(rope, "original_max_position_embeddings"));
            default -> {
                require(false, "the rotary scaling " + type + " is not supported; linear and llama3 are");
                yield plain;
            }
        };
    }

    private int window() {
        boolean slides = family.has(Family.Trait.SLIDING_WINDOW) && isStated("sliding_window");
        return slides ? positive("sliding_window") : NO_WINDOW;
    }

    private boolean isStated(String key) {
        return config.hasNonNull(key);
    }

    private boolean isTrue(String key) {
        return config.path(key).asBoolean(false);
    }

    private int positive(String key) {
        return LlamaConfig.positive(key, config.path(key).asLong(0));
    }

    private static double number(JsonNode node, String key) {
        return node.path(key).asDouble(0);
    }
}
