package dev.gaia.chat.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import dev.gaia.chat.EventLines;
import dev.gaia.chat.completion.StoredMessages.Stored;
import dev.gaia.chat.engine.ScriptedAnswer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ShutdownTests {

    private static final String CHAT = "/api/v0.3/chat";
    private static final String QUESTION = "{\"message\": \"Tell me\", \"stream\": true}";

    @Test
    void answersUnderWayAreFinishedAndThoseThatTakeTooLongBreakOffWithoutDone() throws Exception {
        ChatServer other = ChatServer.shared();
        ChatServer server =
                new ChatServer(other.databaseUrl(), Map.of("spring.lifecycle.timeout-per-shutdown-phase", "3s"));
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
        assertThat(StoredMessages.of(other, cut)).last().isEqualTo(new Stored("assistant", "Once upon a time ", true));
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
