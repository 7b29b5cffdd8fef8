package dev.gaia.chat.completion;

import dev.gaia.chat.ChatServer;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database holds of a conversation. */
final class StoredMessages {

    private StoredMessages() {}

    record Stored(String role, String content, boolean partial) {}

    static List<Stored> of(ChatServer server, String conversation) {
        return server.bean(JdbcClient.class)
                .sql("SELECT role, content, partial FROM message WHERE conversation_id = :id ORDER BY sequence")
                .param("id", UUID.fromString(conversation))
                .query((row, _) ->
                        new Stored(row.getString("role"), row.getString("content"), row.getBoolean("partial")))
                .list();
    }
}
