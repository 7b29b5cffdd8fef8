package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** v0.3 to the letter, whole answers. */
@Timeout(30)
class CompatibleChatTests {

    private static final String CHAT = "/api/v0.3/chat";

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void answerHoldsTheResponseAndItsConversationAndNothingElse() {
        engine.nextAnswer().say("Hel", "lo.").finish();

        Answer answer = alice.post(CHAT, """
                {"message": "Hi", "user_id": "somebody else", "temperature": 3, "unknown": {"a": [1]}}""");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("response", "conversation_id");
        assertThat(answer.text("/response")).isEqualTo("Hello.");
        assertThat(UUID.fromString(answer.text("/conversation_id"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"message\": null}", "{\"msg\": \"Hi\"}", "{\"stream\": true}"})
    void missingMessageIsSaidInTheOriginalsWords(String body) {
        Answer answer = alice.post(CHAT, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Missing required field: message\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\": \"\"}",
                "{\"message\": \" \\n\"}",
                "{\"message\": \"\", \"stream\": true}",
                "{\"message\": \"Hi\"",
                "[1, 2]",
                "\"Hi\"",
                "Hi",
                "{\"message\": 42}",
                "{\"message\": 4.2}",
                "{\"message\": true}",
                "{\"message\": [\"Hi\"]}",
                "{\"message\": {\"text\": \"Hi\"}}",
                "{\"message\": \"Hi\", \"stream\": {}}",
            })
    void bodyThatIsNoQuestionIsRefused(String body) {
        assertRefused(alice.post(CHAT, body), 400);
    }

    @Test
    void missingBodyIsRefused() {
        assertRefused(alice.post(CHAT, ""), 400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void conversationThatIsNotTheCallersDoesNotExist(boolean stream) {
        String ofBob =
                server.newCaller().post(CHAT, "{\"message\": \"A secret\"}").text("/conversation_id");

        for (String id : List.of(ofBob, UUID.randomUUID().toString(), "12", "' OR 1=1; --")) {
            Answer answer = alice.post(
                    CHAT, "{\"message\": \"Hi\", \"conversation_id\": \"%s\", \"stream\": %s}".formatted(id, stream));

            assertRefused(answer, 404);
            assertThat(answer.body()).doesNotContain("secret", "uuid", "OR 1=1");
        }
    }

    @Test
    void withoutAGoodTokenNobodyIsAnswered() {
        UUID account = UUID.randomUUID();
        for (ChatClient nobody : List.of(
                new ChatClient(server.address(), null),
                server.client("nonsense"),
                server.client(server.tokens().forgedToken(account, "chat")),
                server.client(server.tokens().expiredToken(account, "chat")),
                server.client(server.tokens().endlessToken(account, "chat")))) {
            assertRefused(nobody.post(CHAT, "{\"message\": \"Hi\"}"), 401);
        }
        assertRefused(server.client(server.tokens().token(account, "assets")).post(CHAT, "{\"message\": \"Hi\"}"), 403);
    }

    @Test
    void followingQuestionIsAskedWithWhatWasSaidBefore() {
        String id = alice.post(CHAT, "{\"message\": \"My name is Ada.\", \"conversation_id\": \"new\"}")
                .text("/conversation_id");
        ScriptedAnswer second = engine.nextAnswer();
        second.say("Ada.").finish();

        Answer answer = alice.post(CHAT, "{\"message\": \"Who am I?\", \"conversation_id\": \"%s\"}".formatted(id));

        assertThat(answer.text("/conversation_id")).isEqualTo(id);
        List<ChatMessage> asked = second.request().messages();
        assertThat(asked.getFirst().role()).isEqualTo(Role.SYSTEM);
        assertThat(asked.subList(1, asked.size()))
                .containsExactly(
                        new ChatMessage(Role.USER, "My name is Ada."),
                        new ChatMessage(Role.ASSISTANT, "You said: My name is Ada."),
                        new ChatMessage(Role.USER, "Who am I?"));
    }

    @Test
    void historyThatDoesNotFitIsLeftOutFromTheOldestOn() {
        String id = alice.post(CHAT, "{\"message\": \"%s\"}".formatted("one ".repeat(15)))
                .text("/conversation_id");
        alice.post(CHAT, "{\"message\": \"two\", \"conversation_id\": \"%s\"}".formatted(id));
        ScriptedAnswer third = engine.nextAnswer();
        third.say("Three.").finish();

        alice.post(CHAT, "{\"message\": \"%s\", \"conversation_id\": \"%s\"}".formatted("three ".repeat(20), id));

        List<ChatMessage> asked = third.request().messages();
        assertThat(asked.getFirst().role()).isEqualTo(Role.SYSTEM);
        assertThat(asked.subList(1, asked.size()))
                .containsExactly(
                        new ChatMessage(Role.USER, "two"),
                        new ChatMessage(Role.ASSISTANT, "You said: two"),
                        new ChatMessage(Role.USER, "three ".repeat(20)));
    }

    @Test
    void questionThatDoesNotFitEvenAloneIsRefusedAndNotStored() {
        assertRefused(alice.post(CHAT, "{\"message\": \"%s\"}".formatted("word ".repeat(70))), 413);

        assertThat(alice.get("/api/v0.3/conversations").json().at("/conversations"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fullQueueSaysWhenToComeBackBeforeAnythingIsStoredOrStreamed(boolean stream) {
        engine.beFullOnce(Duration.ofSeconds(9));

        Answer answer = alice.post(CHAT, "{\"message\": \"Hi\", \"stream\": %s}".formatted(stream));

        assertRefused(answer, 429);
        assertThat(answer.header("Retry-After")).isEqualTo("9");
        assertThat(alice.get("/api/v0.3/conversations").json().at("/conversations"))
                .isEmpty();
    }

    @Test
    void answerThatBreaksOffIsAnErrorAndWhatThereWasOfItIsKeptAsPartial() {
        ScriptedAnswer broken = engine.nextAnswer();
        broken.say("Once upon").fail(new IllegalStateException("out of memory at 0x7f"));

        Answer answer = alice.post(CHAT, "{\"message\": \"A story\"}");

        assertRefused(answer, 502);
        assertThat(answer.body()).doesNotContain("memory", "0x7f", "Once upon");
        String id = alice.get("/api/v0.3/conversations").text("/conversations/0/conversation_id");
        assertThat(StoredMessages.of(server, id))
                .last()
                .isEqualTo(new StoredMessages.Stored("assistant", "Once upon", true));
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }
}
