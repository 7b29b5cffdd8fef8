package dev.gaia.chat.engine.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forward pass as TorchScript source: a template with the model's dimensions filled in. */
final class LlamaScript {

    static final String CLASS_NAME = "Llama";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^ {2}(\\w+) : (.+)$");

    private LlamaScript() {}

    static String source(LlamaConfig config, Precision precision) throws IOException {
        Map<String, Object> dimensions = dimensions(config, precision);
        return PLACEHOLDER.matcher(template()).replaceAll(match -> {
            Object value = Objects.requireNonNull(dimensions.get(match.group(1)), match.group(1));
            return Matcher.quoteReplacement(value.toString());
        });
    }

    /** The module's attributes and their types, in the order in which the source declares them. */
    static Map<String, String> attributes(String source) {
        Map<String, String> attributes = new LinkedHashMap<>();
        ATTRIBUTE.matcher(source).results().forEach(match -> attributes.put(match.group(1), match.group(2)));
        return attributes;
    }

    private static Map<String, Object> dimensions(LlamaConfig config, Precision precision) {
        int queryAndKeyHeads = config.heads() + config.kvHeads();
        return Map.ofEntries(
                Map.entry("dtype", scalarType(precision)),
                Map.entry("layers", config.layers()),
                Map.entry("hidden", config.hidden()),
                Map.entry("heads", config.heads()),
                Map.entry("kvHeads", config.kvHeads()),
                Map.entry("group", config.heads() / config.kvHeads()),
                Map.entry("queryAndKeyHeads", queryAndKeyHeads),
                Map.entry("allHeads", queryAndKeyHeads + config.kvHeads()),
                Map.entry("headSize", config.headSize()),
                Map.entry("halfHead", config.headSize() / 2),
                Map.entry("queryWidth", config.heads() * config.headSize()),
                Map.entry("feedForward", config.feedForward()),
                Map.entry("feedForwardTwice", 2 * config.feedForward()),
                Map.entry("window", config.window()),
                Map.entry("epsilon", config.normEpsilon()));
    }

    /** PyTorch's {@code ScalarType} code. */
    private static int scalarType(Precision precision) {
        return switch (precision) {
            case FP32 -> 6;
            case BF16 -> 15;
            case INT8, INT4 -> throw new IllegalArgumentException("PyTorch does not serve " + precision);
        };
    }

    private static String template() throws IOException {
        try (InputStream in = Objects.requireNonNull(LlamaScript.class.getResourceAsStream("llama.torchscript"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
