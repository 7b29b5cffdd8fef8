package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Set;

/**
 * Everything that a model's file gives: network, vocabulary and the way a conversation is written.
 *
 * @param endTokens the tokens by which the model says that its turn is over
 */
record LoadedModel(CausalModel network, Tokenizer tokenizer, ChatTemplate template, Set<Integer> endTokens)
        implements AutoCloseable {

    static LoadedModel load(EngineProperties properties) throws IOException {
        try (ModelFile file = ModelFile.open(properties.modelPath())) {
            Language language = Language.of(file);
            Tokenizer tokenizer = Tokenizer.of(language.vocabulary());
            Precision precision = properties.effectivePrecision(file);
            CausalModel network =
                    CausalModel.load(file, precision, properties.kvCache().toBytes(), properties.contextTokens());
            return new LoadedModel(network, tokenizer, language.template(), language.endTokens());
        }
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
