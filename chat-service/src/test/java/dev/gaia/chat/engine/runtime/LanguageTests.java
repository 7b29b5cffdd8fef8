package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguageTests {

    @TempDir
    private Path folder;

    @BeforeEach
    void copyModel() throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GoldenFiles.path("tiny/qwen2/" + name), folder.resolve(name));
        }
    }

    @Test
    void folderBringsTokenizerTemplateAndEnds() throws IOException {
        Files.copy(GoldenFiles.path("tiny/tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"bos_token": {"content": "<|im_start|>"}, "eos_token": "<|endoftext|>",
                 "chat_template": "{{ bos_token }}{{ messages[0].content }}"}""");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [2, 5]}");

        try (ModelFile file = ModelFile.open(folder)) {
            Language language = Language.of(file);

            assertThat(language.vocabulary().tokens()).hasSize(256);
            assertThat(language.endTokens()).containsExactlyInAnyOrder(0, 2, 5);
            assertThat(language.template().render(List.of(new ChatMessage(ChatMessage.Role.USER, "hi"))))
                    .isEqualTo("<|im_start|>hi");
        }
    }

    @Test
    void folderWithoutTokenizerIsRefused() throws IOException {
        try (ModelFile file = ModelFile.open(folder)) {
            assertThatThrownBy(() -> Language.of(file))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("tokenizer.json");
        }
    }

    @Test
    void sentencePieceFileBringsItsTokenizerAndTheTokenThatTextsBeginWith() throws IOException {
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tokenizer/spm.gguf"))) {
            Language language = Language.of(file);

            assertThat(language.vocabulary().isSentencePiece()).isTrue();
            assertThat(language.vocabulary().beginning()).contains(1);
            assertThat(language.endTokens()).containsExactly(2);
            assertThat(language.template().render(List.of(new ChatMessage(ChatMessage.Role.USER, "hi"))))
                    .isEqualTo("<|user|>hi</s><|assistant|>");
        }
    }

    @Test
    void sentencePieceFolderBeginsTextsWithTheirTokenUnlessItSaysNo() throws IOException {
        Files.copy(GoldenFiles.path("tokenizer/spm-tokenizer.json"), folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\"}");
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(Language.of(file).vocabulary().beginning()).contains(1);
        }

        Files.writeString(
                folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\", \"add_bos_token\": false}");
        try (ModelFile file = ModelFile.open(folder)) {
            assertThat(Language.of(file).vocabulary().beginning()).isEmpty();
        }
    }
}
