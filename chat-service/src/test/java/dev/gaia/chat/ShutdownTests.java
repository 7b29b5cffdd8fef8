package dev.gaia.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.engine.ScriptedAnswer;
import dev.gaia.testing.data.TestPostgres;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ShutdownTests {

    private static final String CHAT = "/api/v0.3/chat";
    private static final String QUESTION = "{\"message\": \"Tell me\", \"stream\": true}";

    @Test
    void answersUnderWayAreFinishedAndThoseThatTakeTooLongBreakOffWithoutDone() throws Exception {
        String database = TestPostgres.newDatabaseUrl();
        ChatServer server = new ChatServer(database, "--spring.lifecycle.timeout-per-shutdown-phase=3s");
        ChatClient alice = server.newCaller();
        ScriptedAnswer brief = server.engine().nextAnswer();
        ScriptedAnswer endless = server.engine().nextAnswer();
        EventLines first = alice.open(CHAT, QUESTION);
        EventLines second = alice.open(CHAT, QUESTION);
        first.event();
        String cut = second.event().at("/conversation_id").asString();
        endless.say("Once upon a time ");
        second.event();

        Thread closing = Thread.ofVirtual().start(server::close);
        await().atMost(Duration.ofSeconds(3)).until(() -> refuses(alice));
        brief.say("Short.").finish();

        assertThat(types(first)).containsExactly("content", "metadata", "done");
        assertThat(types(second)).doesNotContain("done");
        closing.join();
        try (ChatServer next = new ChatServer(database)) {
            assertThat(next.bean(JdbcClient.class)
                            .sql("SELECT content FROM message WHERE conversation_id = :id AND partial")
                            .param("id", UUID.fromString(cut))
                            .query(String.class)
                            .list())
                    .containsExactly("Once upon a time ");
        }
    }

    private static boolean refuses(ChatClient client) {
        try {
            return client.get("/v1/models").status() == 503;
        } catch (UncheckedIOException _) {
            return true;
        }
    }

    /** Up to the end, be it a proper one or not. */
    private static List<String> types(EventLines stream) {
        List<String> types = new ArrayList<>();
        try {
            for (String data = stream.data(); data != null; data = stream.data()) {
                types.add(new JsonMapper().readTree(data).at("/type").asString());
            }
        } catch (UncheckedIOException _) {
            types.add("broken");
        }
        return types;
    }
}
