package dev.gaia.auth.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps sessions: the truth about which of them live. */
@Repository
class SessionRepository {

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param expiresAt null for one that does not end by itself */
    void insert(UUID id, UUID account, Instant startedAt, @Nullable Instant expiresAt) {
        jdbc.sql("""
                        INSERT INTO session (id, account_id, started_at, expires_at)
                        VALUES (:id, :account, :startedAt, :expiresAt)
                        """)
                .param("id", id)
                .param("account", account)
                .param("startedAt", startedAt.atOffset(ZoneOffset.UTC))
                .param("expiresAt", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** @return false when there was one with this id */
    boolean insert(ClientSession session, Instant startedAt, Instant expiresAt) {
        return jdbc.sql("""
                                INSERT INTO session (id, account_id, client_id, scope, started_at, expires_at)
                                VALUES (:id, :account, :client, :scope, :startedAt, :expiresAt)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .param("id", session.id())
                        .param("account", session.account())
                        .param("client", session.client())
                        .param("scope", String.join(" ", session.scopes()))
                        .param("startedAt", startedAt.atOffset(ZoneOffset.UTC))
                        .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** When an OAuth client holds it. */
    Optional<ClientSession> findClientSession(UUID id) {
        return jdbc.sql("SELECT id, account_id, client_id, scope FROM session WHERE id = :id AND client_id IS NOT NULL")
                .param("id", id)
                .query((row, _) -> new ClientSession(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getString("client_id"),
                        Set.of(row.getString("scope").split(" "))))
                .optional();
    }

    List<UUID> findLiveOf(String client) {
        return jdbc.sql("SELECT id FROM session WHERE client_id = :client AND ended_at IS NULL")
                .param("client", client)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    boolean isLive(UUID id) {
        return exists("SELECT EXISTS (SELECT 1 FROM session WHERE id = :id AND ended_at IS NULL)", id);
    }

    /** Whether it ends by itself: somebody signed in for it, rather than made a key. */
    boolean isSignIn(UUID id) {
        return exists("SELECT EXISTS (SELECT 1 FROM session WHERE id = :id AND expires_at IS NOT NULL)", id);
    }

    /** Whether it is its user's own, and no OAuth client's that may not care for the account. */
    boolean isOwn(UUID id) {
        return exists("""
                SELECT EXISTS (
                    SELECT 1 FROM session WHERE id = :id AND expires_at IS NOT NULL
                        AND (client_id IS NULL OR 'account' = ANY (string_to_array(scope, ' '))))
                """, id);
    }

    private boolean exists(String query, UUID id) {
        return jdbc.sql(query).param("id", id).query(Boolean.class).single();
    }

    void extend(UUID id, Instant expiresAt) {
        jdbc.sql("UPDATE session SET expires_at = :expiresAt WHERE id = :id")
                .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** @return false when it had ended before, or never was */
    boolean end(UUID id, Instant now) {
        return jdbc.sql("UPDATE session SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("id", id)
                        .update()
                == 1;
    }

    /** @return those that lived until now */
    List<UUID> endAll(UUID account, Instant now) {
        return jdbc.sql("""
                        UPDATE session SET ended_at = :now WHERE account_id = :account AND ended_at IS NULL RETURNING id
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("account", account)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** @return those that lived until now */
    List<UUID> endSignIns(UUID account, @Nullable UUID except, Instant now) {
        return jdbc.sql("""
                        UPDATE session SET ended_at = :now
                        WHERE account_id = :account AND ended_at IS NULL AND expires_at IS NOT NULL
                            AND id IS DISTINCT FROM :except::uuid
                        RETURNING id
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("account", account)
                .param("except", except)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    int deleteOver(Instant expiredBefore, Instant endedBefore) {
        return jdbc.sql("DELETE FROM session WHERE expires_at < :expiredBefore OR ended_at < :endedBefore")
                .param("expiredBefore", expiredBefore.atOffset(ZoneOffset.UTC))
                .param("endedBefore", endedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }
}
