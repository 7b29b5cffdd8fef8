package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Everything that a model's file gives: network, vocabulary and the way a conversation is written.
 *
 * @param endTokens the tokens by which the model says that its turn is over
 */
record LoadedModel(CausalModel network, Tokenizer tokenizer, ChatTemplate template, Set<Integer> endTokens)
        implements AutoCloseable {

    static LoadedModel load(Path path, EngineProperties properties) throws IOException {
        try (ModelFile file = ModelFile.open(path)) {
            Language language = Language.of(file);
            Precision precision = properties.effectivePrecision(file);
            CausalModel network = CausalModel.load(
                    file,
                    precision,
                    properties.effectiveDevice(),
                    properties.kvCache().toBytes(),
                    properties.contextTokens());
            try {
                Tokenizer tokenizer = Tokenizer.of(language.vocabulary());
                return new LoadedModel(network, tokenizer, language.template(), language.endTokens());
            } catch (IOException | RuntimeException | Error refused) {
                network.close();
                throw refused;
            }
        }
    }

    /** About how much memory {@link #load} takes. */
    static long bytes(Path path, EngineProperties properties) throws IOException {
        try (ModelFile file = ModelFile.open(path)) {
            return CausalModel.bytes(
                    file,
                    properties.effectivePrecision(file),
                    properties.kvCache().toBytes(),
                    properties.contextTokens());
        }
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
