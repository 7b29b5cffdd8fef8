package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.model.GgufFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("native")
class VocabularyTests {

    @Test
    void tokenizerJsonSaysTheSameAsGguf() throws IOException {
        Vocabulary folder = Vocabulary.of(GoldenFiles.json("tiny/tokenizer.json"));
        try (GgufFile gguf = GgufFile.open(GoldenFiles.path("tiny/llama-f32.gguf"))) {
            assertThat(folder)
                    .isEqualTo(Vocabulary.of(
                            gguf.strings("tokenizer.ggml.tokens"),
                            gguf.integers("tokenizer.ggml.token_type"),
                            gguf.strings("tokenizer.ggml.merges"),
                            gguf.string("tokenizer.ggml.pre")));
        }
    }

    /** Two merges, of 1 with 1 and of 11 with 11, show where a run of digits is cut. */
    @ParameterizedTest
    @CsvSource({
        "gpt-2, 4 2 1",
        "llama-bpe, 2 1 2 1 1",
        "qwen2, 1 1 1 1 1 1 1",
        "smollm, 1 1 1 1 1 1 1",
        "tekken, 1 1 1 1 1 1 1"
    })
    void eachRuleCutsNumbersInItsWay(String rule, String lengths) throws IOException {
        List<String> tokens = new ArrayList<>(List.of("1", "11", "1111"));
        Vocabulary vocabulary =
                Vocabulary.of(tokens, Collections.nCopies(tokens.size(), 1), List.of("1 1", "11 11"), rule);
        try (Tokenizer tokenizer = Tokenizer.of(vocabulary)) {
            String found = Arrays.stream(tokenizer.encode("1111111"))
                    .mapToObj(id -> String.valueOf(tokens.get(id).length()))
                    .reduce((a, b) -> a + " " + b)
                    .orElseThrow();

            assertThat(found).isEqualTo(lengths);
        }
    }

    @Test
    void unknownRuleIsRefusedByName() {
        assertThatThrownBy(() -> Vocabulary.of(List.of("a"), List.of(1), List.of(), "of-my-own"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of-my-own");
    }

    @Test
    void mergeOfUnknownTokensIsRefused() {
        assertThatThrownBy(() -> Vocabulary.of(List.of("a"), List.of(1), List.of("a b"), "gpt-2"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
