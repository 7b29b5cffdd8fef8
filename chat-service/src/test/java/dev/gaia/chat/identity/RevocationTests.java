package dev.gaia.chat.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.chat.engine.ScriptedLlmEngine;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class RevocationTests {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final ChatServer server = ChatServer.shared();
    private final ScriptedLlmEngine engine = server.engine();
    private final String token = server.tokens().token(UUID.randomUUID(), "chat");
    private final ChatClient client = server.client(token);

    @BeforeEach
    void clearScript() {
        engine.clear();
    }

    @Test
    void theEndOfASessionEndsItsStreamsAndTheirGeneration() {
        ScriptedAnswer answer = engine.nextAnswer().say("The sea ", "is ");
        try (EventLines stream = client.open("/api/v0.3/chat", "{\"message\": \"Tell me\", \"stream\": true}")) {
            answer.request();
            assertThat(answer.isCancelled()).isFalse();

            server.tokens().endSessionOf(token);
            List<JsonNode> events = stream.rest();

            assertThat(events.getLast().at("/type").asString()).isEqualTo("error");
            assertThat(events.getLast().at("/error").asString()).startsWith("The session has ended.");
        }
        await().atMost(SOON).until(answer::isCancelled);
        assertThat(client.get("/api/v0.3/conversations").status()).isEqualTo(401);
        assertThat(server.newCaller().get("/api/v0.3/conversations").status()).isEqualTo(200);
    }

    @Test
    void theEndOfASessionEndsAnAnswerThatIsWaitedForAsAWhole() {
        ScriptedAnswer answer = engine.nextAnswer().say("The sea ");
        CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> client.post(
                "/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"Tell me\"}]}"));
        answer.request();

        server.tokens().endSessionOf(token);

        assertThat(asked.join().status()).isEqualTo(401);
        assertThat(asked.join().text("/error/message")).startsWith("The session has ended.");
        await().atMost(SOON).until(answer::isCancelled);
    }
}
