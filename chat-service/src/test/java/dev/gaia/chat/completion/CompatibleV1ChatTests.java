package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.completion.StoredMessages.Stored;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/chat}: OpenAI's form, with a memory. */
@Timeout(30)
class CompatibleV1ChatTests {

    private static final String CHAT = "/api/v1/chat";

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void answerIsOpenAisWithGaiasMetadata() {
        Answer answer = alice.post(CHAT, "{\"message\": \"Hi\", \"unknown\": 1}", "X-Correlation-Id", "abc-123");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder("id", "object", "created", "model", "choices", "usage", "_metadata");
        assertThat(answer.text("/choices/0/message/content")).isEqualTo("You said: Hi");
        assertThat(answer.json().at("/_metadata").propertyNames())
                .contains("conversation_id", "request_id", "total_time_ms");
        assertThat(answer.text("/_metadata/request_id"))
                .isEqualTo(answer.header("X-Correlation-Id"))
                .isEqualTo("abc-123");
        assertThat(StoredMessages.of(server, answer.text("/_metadata/conversation_id")))
                .containsExactly(new Stored("user", "Hi", false), new Stored("assistant", "You said: Hi", false));
    }

    @Test
    void callerChoosesTheShapeByHeader() {
        Answer old = alice.post(CHAT, "{\"message\": \"Hi\"}", "X-Response-Format", "v0.3");

        assertThat(old.json().propertyNames())
                .containsExactlyInAnyOrder("response", "message", "conversation_id", "_metadata");
        assertThat(old.text("/response")).isEqualTo(old.text("/message")).isEqualTo("You said: Hi");
        assertThat(old.text("/conversation_id")).isEqualTo(old.text("/_metadata/conversation_id"));
        assertThat(alice.post(CHAT, "{\"message\": \"Hi\"}", "X-Response-Format", "openai")
                        .text("/object"))
                .isEqualTo("chat.completion");
    }

    @Test
    void allMessagesAreUsedAndTheLastOneIsStored() {
        ScriptedAnswer scripted = engine.nextAnswer();
        scripted.say("Ada.").finish();

        Answer answer = alice.post(CHAT, """
                {"messages": [
                  {"role": "system", "content": "Be brief."},
                  {"role": "user", "content": "I am Ada."},
                  {"role": "assistant", "content": "Hello Ada."},
                  {"role": "user", "content": [{"type": "text", "text": "Who am I?"}]}]}""");

        assertThat(scripted.request().messages())
                .containsExactly(
                        new ChatMessage(Role.SYSTEM, "Be brief."),
                        new ChatMessage(Role.USER, "I am Ada."),
                        new ChatMessage(Role.ASSISTANT, "Hello Ada."),
                        new ChatMessage(Role.USER, "Who am I?"));
        assertThat(StoredMessages.of(server, answer.text("/_metadata/conversation_id")))
                .containsExactly(new Stored("user", "Who am I?", false), new Stored("assistant", "Ada.", false));
    }

    @Test
    void promptOfTheCallerStaysInFrontOfTheHistory() {
        String id = alice.post(CHAT, "{\"message\": \"I am Ada.\"}").text("/_metadata/conversation_id");
        ScriptedAnswer second = engine.nextAnswer();
        second.say("Ada.").finish();

        alice.post(CHAT, """
                {"conversation_id": "%s", "messages": [
                  {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Who am I?"}]}""".formatted(id));

        assertThat(second.request().messages())
                .containsExactly(
                        new ChatMessage(Role.SYSTEM, "Be brief."),
                        new ChatMessage(Role.USER, "I am Ada."),
                        new ChatMessage(Role.ASSISTANT, "You said: I am Ada."),
                        new ChatMessage(Role.USER, "Who am I?"));
    }

    @Test
    void streamIsOpenAisWithTheMetadataInItsFirstAndLastChunk() {
        engine.nextAnswer().say("Hel", "lo.").finish();
        try (EventLines stream = alice.open(CHAT, "{\"message\": \"Hi\", \"stream\": true}")) {
            List<JsonNode> chunks = stream.rest();

            assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
            assertThat(chunks.getFirst().at("/_metadata").propertyNames()).contains("conversation_id", "request_id");
            assertThat(chunks.getLast().at("/choices/0/finish_reason").asString())
                    .isEqualTo("stop");
            assertThat(chunks.getLast().at("/_metadata").propertyNames())
                    .contains("conversation_id", "request_id", "total_time_ms");
            assertThat(chunks.subList(1, chunks.size() - 1)).hasSize(2).noneMatch(chunk -> chunk.has("_metadata"));
            assertThat(stream.lines()).endsWith("data: [DONE]", "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message\": \" \"}",
                "{\"message\": 5}",
                "{\"messages\": []}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"\"}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hi\"}]}",
                "{\"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"}]}",
                "{\"message\":",
            })
    void bodyThatHoldsNoQuestionIsRefused(String body) {
        assertRefused(alice.post(CHAT, body), 400);
    }

    @Test
    void otherRefusalsHaveTheSameShape() {
        String ofBob = server.newCaller().post(CHAT, "{\"message\": \"Hi\"}").text("/_metadata/conversation_id");

        for (String id : List.of(ofBob, UUID.randomUUID().toString(), "12")) {
            assertRefused(
                    alice.post(
                            CHAT, "{\"message\": \"Hi\", \"stream\": true, \"conversation_id\": \"%s\"}".formatted(id)),
                    404);
        }
        assertRefused(alice.post(CHAT, "{\"message\": \"Hi\", \"model\": \"gpt-9\"}"), 404);
        assertRefused(new ChatClient(server.address(), null).post(CHAT, "{\"message\": \"Hi\"}"), 401);
        engine.nextAnswer().fail(new IllegalStateException("no model"));
        assertRefused(alice.post(CHAT, "{\"message\": \"Hi\"}"), 502);
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }
}
