package dev.gaia.chat.engine.model;

import java.io.IOException;
import java.util.Map;

/** The forward pass as TorchScript source: a template with the model's dimensions filled in. */
final class LlamaScript {

    private LlamaScript() {}

    static TorchScript of(LlamaConfig config, Numerics numerics) throws IOException {
        return TorchScript.of("Llama", "llama.torchscript", dimensions(config, numerics));
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
}
