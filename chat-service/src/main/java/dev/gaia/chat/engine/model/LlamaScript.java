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

    static String source(LlamaConfig config, Numerics numerics) throws IOException {
        Map<String, Object> dimensions = dimensions(config, numerics);
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

    private static Map<String, Object> dimensions(LlamaConfig config, Numerics numerics) {
        int queryAndKeyHeads = config.heads() + config.kvHeads();
        return Map.ofEntries(
                Map.entry("dtype", numerics.scalarType()),
                Map.entry("device", numerics.torchDevice()),
                Map.entry("pack", numerics.pack()),
                Map.entry("linear", numerics.linear()),
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

    private static String template() throws IOException {
        try (InputStream in = Objects.requireNonNull(LlamaScript.class.getResourceAsStream("llama.torchscript"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
