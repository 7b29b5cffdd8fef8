package dev.gaia.chat.engine;

import dev.gaia.chat.engine.model.GgufFile;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The vocabulary of the default model, read from its file. */
public final class DefaultModelVocabulary {

    private DefaultModelVocabulary() {}

    public static Vocabulary read() {
        try (GgufFile file = GgufFile.open(GoldenFiles.defaultModel())) {
            return Vocabulary.of(
                    file.strings("tokenizer.ggml.tokens"),
                    file.integers("tokenizer.ggml.token_type"),
                    file.strings("tokenizer.ggml.merges"),
                    file.string("tokenizer.ggml.pre"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
