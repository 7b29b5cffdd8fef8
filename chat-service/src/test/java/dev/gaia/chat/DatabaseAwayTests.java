package dev.gaia.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DatabaseAwayTests {

    private static final String QUESTION = "{\"message\": \"Hi\"}";
    private static final Duration FEW_SECONDS = Duration.ofSeconds(8);

    @Test
    void conversationsSayWhenToComeBackAndCompletionsGoOnWhileTheDatabaseHangsAndWhenItIsGone() throws Exception {
        PausablePostgres postgres = new PausablePostgres();
        try (ChatServer server = new ChatServer(postgres.url())) {
            ChatClient alice = server.newCaller();
            String id = alice.post("/api/v0.3/chat", QUESTION).text("/conversation_id");

            postgres.pause();
            assertSaysUnavailable(() -> alice.get("/api/v0.3/conversations"));
            assertGoesOn(alice);
            postgres.resume();

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> alice.get("/api/v1/conversations/" + id).status() == 200);
            assertThat(alice.post("/api/v0.3/chat", QUESTION).status()).isEqualTo(200);

            postgres.close();
            assertSaysUnavailable(() -> alice.post("/api/v0.3/chat", "{\"message\": \"Hi\", \"stream\": true}"));
            assertGoesOn(alice);
        } finally {
            postgres.close();
        }
    }

    private static void assertGoesOn(ChatClient client) {
        assertThat(client.post("/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}")
                        .text("/choices/0/message/content"))
                .isEqualTo("You said: Hi");
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
    }

    private static void assertSaysUnavailable(Supplier<Answer> request) {
        long start = System.nanoTime();
        Answer answer = request.get();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FEW_SECONDS);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().propertyNames()).containsExactly("detail");
        assertThat(answer.body()).doesNotContain("Hikari", "SQL", "jdbc");
    }
}
