package dev.gaia.chat.engine.model;

import static dev.gaia.chat.engine.model.LlamaConfig.NO_WINDOW;
import static dev.gaia.chat.engine.model.LlamaConfig.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a model's dimensions from GGUF metadata, whose keys begin with the architecture's name. */
final class GgufDimensions {

    private static final String ROTARY_DIVISORS = "rope_freqs.weight";

    private final GgufFile file;
    private final Family family;

    private GgufDimensions(GgufFile file) {
        this.file = file;
        this.family = LlamaConfig.family(file.string("general.architecture"));
    }

    static LlamaConfig read(GgufFile file) {
        return new GgufDimensions(file).read();
    }

    private LlamaConfig read() {
        require(
                file.findNumber("split.count").map(Number::longValue).orElse(1L) <= 1,
                "the file is one part of several; join them with gguf-split");
        int hidden = positive("embedding_length");
        int heads = positive("attention.head_count");
        int headSize = number("attention.key_length")
                .map(value -> LlamaConfig.positive("key_length", value.longValue()))
                .orElseGet(() -> LlamaConfig.headSize(hidden, heads));
        requireSame("attention.value_length", headSize);
        requireSame("rope.dimension_count", headSize);
        return new LlamaConfig(
                family,
                positive("block_count"),
                hidden,
                heads,
                number("attention.head_count_kv")
                        .map(value -> LlamaConfig.positive("head_count_kv", value.longValue()))
                        .orElse(heads),
                headSize,
                positive("feed_forward_length"),
                LlamaConfig.positive(
                        "vocabulary", file.tensor("token_embd.weight").shape().getFirst()),
                positive("context_length"),
                number("attention.layer_norm_rms_epsilon")
                        .map(Number::doubleValue)
                        .orElse(1e-5),
                rotaryFrequencies(headSize),
                window());
    }

    private List<Double> rotaryFrequencies(int headSize) {
        double base = number("rope.freq_base").map(Number::doubleValue).orElse(10_000.0);
        require(headSize <= 1024, "the head size is too large");
        List<Double> frequencies = RotaryFrequencies.plain(base, headSize);
        String scaling = file.findString(key("rope.scaling.type")).orElse("none");
        if (scaling.equals("linear")) {
            double factor =
                    number("rope.scaling.factor").map(Number::doubleValue).orElse(1.0);
            frequencies = RotaryFrequencies.linear(frequencies, factor);
        } else {
            require(scaling.equals("none"), "the rotary scaling " + scaling + " is not supported; linear is");
        }
        Optional<TensorInfo> divisors = file.findTensor(ROTARY_DIVISORS);
        return divisors.isPresent() ? RotaryFrequencies.divided(frequencies, doubles(divisors.get())) : frequencies;
    }

    private static List<Double> doubles(TensorInfo tensor) {
        require(tensor.values() <= 512, ROTARY_DIVISORS + " is too long");
        List<Double> values = new ArrayList<>();
        for (float value : Dequantizer.floats(tensor)) {
            values.add((double) value);
        }
        return values;
    }

    private int window() {
        return number("attention.sliding_window")
                .filter(_ -> family.has(Family.Trait.SLIDING_WINDOW))
                .map(Number::longValue)
                .filter(value -> value != 0)
                .map(value -> LlamaConfig.positive("sliding_window", value))
                .orElse(NO_WINDOW);
    }

    private void requireSame(String name, int headSize) {
        long stated = number(name).map(Number::longValue).orElse((long) headSize);
        require(stated == headSize, key(name) + " is " + stated + " where the head size is " + headSize);
    }

    private int positive(String name) {
        return LlamaConfig.positive(
                key(name), number(name).map(Number::longValue).orElse(0L));
    }

    private Optional<Number> number(String name) {
        return file.findNumber(key(name));
    }

    private String key(String name) {
        return family.name() + "." + name;
    }
}
