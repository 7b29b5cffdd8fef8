package dev.gaia.chat.conversation;

import dev.gaia.chat.engine.ChatMessage.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Conversations in PostgreSQL. Every query names the owner, so that nobody reads what is not theirs. */
@Repository
class ConversationRepository {

    private final JdbcClient jdbc;

    ConversationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Conversation conversation) {
        jdbc.sql("""
                INSERT INTO conversation (id, owner_id, title, created_at, updated_at)
                VALUES (:id, :owner, :title, :created, :updated)""")
                .param("id", conversation.id())
                .param("owner", conversation.ownerId())
                .param("title", conversation.title())
                .param("created", conversation.createdAt().atOffset(ZoneOffset.UTC))
                .param("updated", conversation.updatedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Conversation> find(UUID owner, UUID id) {
        return jdbc.sql("SELECT * FROM conversation WHERE id = :id AND owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(ConversationRepository::conversation)
                .optional();
    }

    /** The latest first. */
    List<Conversation> list(UUID owner, int limit, int offset) {
        return jdbc.sql("""
                SELECT * FROM conversation WHERE owner_id = :owner
                ORDER BY updated_at DESC, id LIMIT :limit OFFSET :offset""")
                .param("owner", owner)
                .param("limit", limit)
                .param("offset", offset)
                .query(ConversationRepository::conversation)
                .list();
    }

    boolean rename(UUID owner, UUID id, String title, Instant now) {
        return jdbc.sql(
                                "UPDATE conversation SET title = :title, updated_at = :now WHERE id = :id AND owner_id = :owner")
                        .param("title", title)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    boolean delete(UUID owner, UUID id) {
        return jdbc.sql("DELETE FROM conversation WHERE id = :id AND owner_id = :owner")
                        .param("id", id)
                        .param("owner", owner)
                        .update()
                == 1;
    }

    /** With all their messages. */
    void deleteAll(UUID owner) {
        jdbc.sql("DELETE FROM conversation WHERE owner_id = :owner")
                .param("owner", owner)
                .update();
    }

    void append(UUID conversation, Message message) {
        jdbc.sql("""
                WITH touched AS (UPDATE conversation SET updated_at = :created WHERE id = :conversation RETURNING id)
                INSERT INTO message
                    (id, conversation_id, role, content, model, provider, tokens_used, partial, created_at)
                SELECT :id, touched.id, :role, :content, :model, :provider, :tokens, :partial, :created FROM touched""")
                .param("id", message.id())
                .param("conversation", conversation)
                .param("role", message.role().wireName())
                .param("content", message.content())
                .param("model", message.model())
                .param("provider", message.provider())
                .param("tokens", message.tokensUsed())
                .param("partial", message.partial())
                .param("created", message.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** The first ones first. */
    List<Message> messages(UUID owner, UUID conversation, int limit, int offset) {
        return jdbc.sql("""
                SELECT message.* FROM message JOIN conversation ON conversation.id = message.conversation_id
                WHERE conversation.id = :conversation AND owner_id = :owner
                ORDER BY sequence LIMIT :limit OFFSET :offset""")
                .param("conversation", conversation)
                .param("owner", owner)
                .param("limit", limit)
                .param("offset", offset)
                .query(ConversationRepository::message)
                .list();
    }

    /** The last ones, in the order in which they were said. */
    List<Message> latest(UUID owner, UUID conversation, int limit) {
        return jdbc.sql("""
                SELECT message.* FROM message JOIN conversation ON conversation.id = message.conversation_id
                WHERE conversation.id = :conversation AND owner_id = :owner
                ORDER BY sequence DESC LIMIT :limit""")
                .param("conversation", conversation)
                .param("owner", owner)
                .param("limit", limit)
                .query(ConversationRepository::message)
                .list()
                .reversed();
    }

    private static Conversation conversation(ResultSet row, int number) throws SQLException {
        return new Conversation(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("title"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        return new Message(
                row.getObject("id", UUID.class),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                row.getString("content"),
                row.getString("model"),
                row.getString("provider"),
                row.getObject("tokens_used", Integer.class),
                row.getBoolean("partial"),
                row.getTimestamp("created_at").toInstant());
    }
}
