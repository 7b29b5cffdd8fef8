package dev.gaia.chat.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.Answer;
import dev.gaia.chat.ChatClient;
import dev.gaia.chat.ChatServer;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccountDataHttpTests {

    private final ChatServer server = ChatServer.shared();
    private final UUID account = UUID.randomUUID();
    private final ChatClient owner = server.client(server.tokens().token(account, "chat"));
    private final String data = "/internal/accounts/" + account;

    @Test
    void allThatAnAccountHasIsHandedOutWithWhatWasSaid() {
        owner.post("/api/v0.3/chat", "{\"message\": \"Remember the heron\"}");

        Answer export = as("gaia-chat", "internal:export").get(data);

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.json().at("/conversations")).hasSize(1);
        assertThat(export.json().at("/conversations/0/messages/0/content").asString())
                .isEqualTo("Remember the heron");
        assertThat(export.json().at("/conversations/0/messages")).hasSize(2);
    }

    @Test
    void allThatAnAccountHasGoesAndNobodyElses() {
        owner.post("/api/v0.3/chat", "{\"message\": \"Hi\"}");
        ChatClient other = server.newCaller();
        other.post("/api/v0.3/chat", "{\"message\": \"Hi\"}");
        ChatClient auth = as("gaia-chat", "internal:erase");

        assertThat(auth.send("DELETE", data, "").status()).isEqualTo(204);
        assertThat(auth.send("DELETE", data, "").status()).isEqualTo(204);

        assertThat(owner.get("/api/v0.3/conversations").json().at("/conversations"))
                .isEmpty();
        assertThat(other.get("/api/v0.3/conversations").json().at("/conversations"))
                .hasSize(1);
    }

    @Test
    void onlyAuthServiceMayAndWithEachTokenOnlyOneOfBoth() {
        owner.post("/api/v0.3/chat", "{\"message\": \"Hi\"}");

        assertThat(server.client(null).send("DELETE", data, "").status()).isEqualTo(401);
        assertThat(owner.send("DELETE", data, "").status()).isEqualTo(401);
        assertThat(server.client(server.tokens().token(account, "internal:erase"))
                        .send("DELETE", data, "")
                        .status())
                .isEqualTo(401);
        assertThat(as("gaia-asset", "internal:erase").send("DELETE", data, "").status())
                .isEqualTo(401);
        assertThat(as("gaia-chat", "internal:export").send("DELETE", data, "").status())
                .isEqualTo(403);
        assertThat(as("gaia-chat", "internal:erase").get(data).status()).isEqualTo(403);
        assertThat(as("gaia-chat", "chat").get("/api/v0.3/conversations").status())
                .isEqualTo(401);
        assertThat(owner.get("/api/v0.3/conversations").json().at("/conversations"))
                .hasSize(1);
    }

    private ChatClient as(String audience, String scope) {
        return server.client(server.tokens().serviceToken(audience, scope));
    }
}
