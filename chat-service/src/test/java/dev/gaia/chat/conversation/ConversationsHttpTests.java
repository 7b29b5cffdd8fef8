package dev.gaia.chat.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class ConversationsHttpTests {

    private static final String V03 = "/api/v0.3/conversations";
    private static final String V1 = "/api/v1/conversations";

    private final ChatServer server = ChatServer.shared();
    private final ChatClient alice = server.newCaller();

    @BeforeEach
    void clearScript() {
        server.engine().clear();
    }

    @Test
    void v03MakesListsShowsAndDeletes() {
        Answer made = alice.post(V03, "{\"title\": \"The sea\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().propertyNames()).containsExactlyInAnyOrder("conversation_id", "title");
        assertThat(made.text("/title")).isEqualTo("The sea");
        String id = made.text("/conversation_id");
        JsonNode list = alice.get(V03).json();
        assertThat(list.propertyNames()).containsExactly("conversations");
        assertThat(list.at("/conversations")).hasSize(1);
        JsonNode listed = list.at("/conversations/0");
        assertThat(listed.propertyNames()).containsExactlyInAnyOrder("conversation_id", "title", "created_at");
        assertThat(Instant.parse(listed.at("/created_at").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(alice.get(V03 + "/" + id).json()).isEqualTo(listed);
        Answer deleted = alice.send("DELETE", V03 + "/" + id, "");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertNotFound(alice.get(V03 + "/" + id));
        assertNotFound(alice.send("DELETE", V03 + "/" + id, ""));
    }

    @Test
    void v1MakesShowsRenamesAndDeletes() {
        Answer made = alice.post(V1, "{\"title\": \" The sea \"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().propertyNames())
                .containsExactlyInAnyOrder("id", "title", "preview", "created_at", "updated_at");
        assertThat(made.text("/title")).isEqualTo("The sea");
        String path = V1 + "/" + made.text("/id");
        assertThat(alice.get(path).text("/title")).isEqualTo("The sea");
        assertThat(alice.send("PUT", path, "{\"title\": \"The lake\"}").text("/title"))
                .isEqualTo("The lake");
        assertThat(alice.get(V1).json().at("/conversations/0"))
                .isEqualTo(alice.get(path).json());
        assertThat(alice.get(path + "/messages").body()).isEqualTo("{\"messages\":[]}");
        assertThat(alice.send("DELETE", path, "").status()).isEqualTo(204);
        assertNotFound(alice.get(path));
        assertNotFound(alice.get(path + "/messages"));
    }

    @ParameterizedTest
    @ValueSource(strings = {V03, V1})
    void conversationNeedsNoTitle(String path) {
        assertThat(alice.post(path, "{}").text("/title")).isEqualTo("New conversation");
        assertThat(alice.post(path, "{\"title\": \" \"}").text("/title")).isEqualTo("New conversation");
    }

    @Test
    void titleThatIsTooLongOrNoTextIsRefused() {
        Answer tooLong = alice.post(V1, "{\"title\": \"%s\"}".formatted("a".repeat(201)));

        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.text("/detail")).contains("title");
        assertThat(alice.post(V1, "{\"title\": 5}").status()).isEqualTo(400);
        assertThat(alice.post(V1, "title").status()).isEqualTo(400);
    }

    @Test
    void messagesStandInTheirOrderWithWhatIsKnownOfThem() {
        Answer chat = alice.post("/api/v0.3/chat", "{\"message\": \"Tell me about the sea\"}");
        String path = V1 + "/" + chat.text("/conversation_id");

        JsonNode messages = alice.get(path + "/messages").json().at("/messages");

        assertThat(messages).hasSize(2);
        for (JsonNode message : messages) {
            assertThat(message.propertyNames())
                    .containsExactlyInAnyOrder(
                            "id", "role", "content", "model", "provider", "tokens_used", "created_at");
            assertThat(UUID.fromString(message.at("/id").asString())).isNotNull();
            assertThat(Instant.parse(message.at("/created_at").asString())).isBeforeOrEqualTo(Instant.now());
        }
        assertThat(messages.at("/0/role").asString()).isEqualTo("user");
        assertThat(messages.at("/0/content").asString()).isEqualTo("Tell me about the sea");
        assertThat(messages.at("/0/model").isNull()).isTrue();
        assertThat(messages.at("/1/role").asString()).isEqualTo("assistant");
        assertThat(messages.at("/1/content").asString()).isEqualTo(chat.text("/response"));
        assertThat(messages.at("/1/model").asString()).isEqualTo("scripted");
        assertThat(messages.at("/1/provider").asString()).isEqualTo("local");
        assertThat(messages.at("/1/tokens_used").asInt()).isEqualTo(9);
        assertThat(alice.get(path).text("/title")).isEqualTo("Tell me about the sea");
    }

    @Test
    void listsArePaged() {
        List<String> ids = List.of(
                alice.post(V1, "{\"title\": \"1\"}").text("/id"),
                alice.post(V1, "{\"title\": \"2\"}").text("/id"),
                alice.post(V1, "{\"title\": \"3\"}").text("/id"));

        assertThat(titles(alice.get(V1 + "?limit=2"))).containsExactly("3", "2");
        assertThat(titles(alice.get(V1 + "?limit=2&offset=2"))).containsExactly("1");
        assertThat(titles(alice.get(V1 + "?offset=3"))).isEmpty();

        String first = ids.getFirst();
        alice.post("/api/v0.3/chat", "{\"message\": \"a\", \"conversation_id\": \"%s\"}".formatted(first));
        alice.post("/api/v0.3/chat", "{\"message\": \"b\", \"conversation_id\": \"%s\"}".formatted(first));
        assertThat(titles(alice.get(V1))).containsExactly("1", "3", "2"); // the one that was spoken in comes first
        assertThat(contents(alice.get(V1 + "/" + first + "/messages?limit=3")))
                .containsExactly("a", "You said: a", "b");
        assertThat(contents(alice.get(V1 + "/" + first + "/messages?limit=3&offset=3")))
                .containsExactly("You said: b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "limit=", "offset=-1", "limit=99999999999"})
    void pageThatCannotBeIsRefusedByName(String query) {
        Answer answer = alice.get(V1 + "?" + query);

        if (query.equals("limit=")) {
            assertThat(answer.status()).isEqualTo(200); // as if it were not there
        } else {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("/detail")).contains(query.substring(0, query.indexOf('=')));
        }
    }

    @Test
    void conversationsOfOthersDoNotExist() {
        ChatClient bob = server.newCaller();
        String id = alice.post("/api/v0.3/chat", "{\"message\": \"A secret\"}").text("/conversation_id");

        assertThat(bob.get(V03).json().at("/conversations")).isEmpty();
        assertThat(bob.get(V1).json().at("/conversations")).isEmpty();
        for (String path : List.of(V03 + "/" + id, V1 + "/" + id, V1 + "/" + id + "/messages")) {
            assertNotFound(bob.get(path));
        }
        assertNotFound(bob.send("DELETE", V03 + "/" + id, ""));
        assertNotFound(bob.send("DELETE", V1 + "/" + id, ""));
        assertNotFound(bob.send("PUT", V1 + "/" + id, "{\"title\": \"Mine\"}"));
        assertThat(alice.get(V1 + "/" + id).text("/title")).isEqualTo("A secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "none", "%27%20OR%201=1"})
    void idThatCannotBeNamesNothing(String id) {
        for (String path : List.of(V03 + "/" + id, V1 + "/" + id, V1 + "/" + id + "/messages")) {
            assertNotFound(alice.get(path));
        }
    }

    @Test
    void deletedConversationTakesItsMessagesWithIt() {
        String id = alice.post("/api/v0.3/chat", "{\"message\": \"A secret\"}").text("/conversation_id");

        alice.send("DELETE", V1 + "/" + id, "");

        assertThat(server.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                        .sql("SELECT count(*) FROM message WHERE conversation_id = :id")
                        .param("id", UUID.fromString(id))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static List<String> titles(Answer answer) {
        return texts(answer.json().at("/conversations"), "title");
    }

    private static List<String> contents(Answer answer) {
        return texts(answer.json().at("/messages"), "content");
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(item -> item.path(field).asString()).toList();
    }

    private static void assertNotFound(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
        assertThat(answer.body()).doesNotContain("UUID", "SQL");
    }
}
