package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.GgufFile;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a model's file gives: network, vocabulary and the way a conversation is written.
 *
 * @param endTokens the tokens by which the model says that its turn is over
 */
record LoadedModel(CausalModel network, Tokenizer tokenizer, ChatTemplate template, Set<Integer> endTokens)
        implements AutoCloseable {

    /** Plain turns for models whose file brings no template. */
    private static final String CHATML = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
            + " + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    static LoadedModel load(EngineProperties properties) throws IOException {
        Path path = properties.modelPath();
        try (GgufFile file = GgufFile.open(path)) {
            Tokenizer tokenizer = Tokenizer.of(vocabulary(file));
            Precision precision = properties.effectivePrecision(file);
            CausalModel network =
                    CausalModel.load(file, precision, properties.kvCache().toBytes(), properties.contextTokens());
            return new LoadedModel(network, tokenizer, template(file), endTokens(file));
        }
    }

    private static Vocabulary vocabulary(GgufFile file) {
        return new Vocabulary(
                file.strings("tokenizer.ggml.tokens"),
                file.integers("tokenizer.ggml.token_type"),
                file.strings("tokenizer.ggml.merges"),
                file.findString("tokenizer.ggml.pre").orElse("default"));
    }

    private static ChatTemplate template(GgufFile file) {
        List<String> tokens = file.strings("tokenizer.ggml.tokens");
        Map<String, String> specialTokens = new HashMap<>();
        tokenId(file, "bos").map(tokens::get).ifPresent(token -> specialTokens.put("bos_token", token));
        tokenId(file, "eos").map(tokens::get).ifPresent(token -> specialTokens.put("eos_token", token));
        return new ChatTemplate(file.findString("tokenizer.chat_template").orElse(CHATML), specialTokens);
    }

    private static Set<Integer> endTokens(GgufFile file) {
        Set<Integer> ends = new HashSet<>();
        tokenId(file, "eos").ifPresent(ends::add);
        tokenId(file, "eot").ifPresent(ends::add);
        return Set.copyOf(ends);
    }

    private static Optional<Integer> tokenId(GgufFile file, String name) {
        return file.findNumber("tokenizer.ggml." + name + "_token_id").map(Number::intValue);
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
