package dev.gaia.auth.session;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
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

    boolean isLive(UUID id) {
        return exists("SELECT EXISTS (SELECT 1 FROM session WHERE id = :id AND ended_at IS NULL)", id);
    }

    /** Whether somebody signed in for it, rather than made a key. */
    boolean isSignIn(UUID id) {
        return exists("SELECT EXISTS (SELECT 1 FROM session WHERE id = :id AND expires_at IS NOT NULL)", id);
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

    void end(UUID id, Instant now) {
        jdbc.sql("UPDATE session SET ended_at = :now WHERE id = :id AND ended_at IS NULL")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    List<EndedSession> findEndedAfter(Instant time) {
        return jdbc.sql("SELECT id, ended_at FROM session WHERE ended_at > :time ORDER BY ended_at")
                .param("time", time.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new EndedSession(
                        row.getObject("id", UUID.class),
                        row.getObject("ended_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    int deleteOver(Instant expiredBefore, Instant endedBefore) {
        return jdbc.sql("DELETE FROM session WHERE expires_at < :expiredBefore OR ended_at < :endedBefore")
                .param("expiredBefore", expiredBefore.atOffset(ZoneOffset.UTC))
                .param("endedBefore", endedBefore.atOffset(ZoneOffset.UTC))
                .update();
    }
}
