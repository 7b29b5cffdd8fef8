package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.DefaultModelVocabulary;
import dev.gaia.chat.engine.GoldenFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@Tag("native")
class TokenizerTests {

    private static Tokenizer tokenizer;

    @BeforeAll
    static void read() throws IOException {
        tokenizer = Tokenizer.of(DefaultModelVocabulary.read());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void textBecomesTheReferenceIdsAndComesBack(JsonNode golden) {
        int[] ids = tokenizer.encode(golden.get("text").asString());

        assertThat(ids).isEqualTo(GoldenFiles.ints(golden.get("ids")));
        assertThat(tokenizer.decode(Arrays.stream(ids).boxed().toList()))
                .isEqualTo(golden.get("decoded").asString());
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void conversationIsWrittenAsTheModelWasTrainedOn(JsonNode golden) {
        String template =
                GoldenFiles.json("tokenizer/chat_template.json").get("template").asString();
        List<ChatMessage> messages = golden.get("messages")
                .valueStream()
                .map(message -> new ChatMessage(
                        Role.valueOf(message.get("role").asString().toUpperCase(Locale.ROOT)),
                        message.get("content").asString()))
                .toList();

        String text = new ChatTemplate(template, Map.of())
                .render(messages, golden.get("add_generation_prompt").asBoolean());

        assertThat(text).isEqualTo(golden.get("text").asString());
        assertThat(tokenizer.encode(text)).isEqualTo(GoldenFiles.ints(golden.get("ids")));
    }

    @Test
    void templateThatReachesForJavaGetsNothing() {
        List<ChatMessage> messages = List.of(new ChatMessage(Role.USER, "hi"));
        ChatTemplate reaching = new ChatTemplate(
                "{{ messages.getClass().forName('java.lang.Runtime').getRuntime().exec('true') }}", Map.of());

        assertThatThrownBy(() -> reaching.render(messages)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void templateWithoutEndIsStopped() {
        List<ChatMessage> messages = List.of(new ChatMessage(Role.USER, "hi"));
        ChatTemplate endless = new ChatTemplate(
                "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}xxxxxxxxxxxxxxxx"
                        + "{% endfor %}{% endfor %}{% endfor %}",
                Map.of());

        assertThatThrownBy(() -> endless.render(messages)).isInstanceOf(RuntimeException.class);
    }

    static Stream<JsonNode> encodings() {
        return GoldenFiles.json("tokenizer/encode.json").get("cases").valueStream();
    }

    static Stream<JsonNode> conversations() {
        return GoldenFiles.json("tokenizer/chat_template.json").get("cases").valueStream();
    }
}
