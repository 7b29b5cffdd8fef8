package dev.gaia.auth.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Sessions and their refresh tokens in PostgreSQL; of a refresh token only the hash is kept. */
@Repository
class SessionRepository {

    private final JdbcClient jdbc;

    SessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A refresh token as it is kept, with what is known of its session. */
    record KeptToken(UUID sessionId, UUID accountId, Instant tokenExpiresAt, boolean used, boolean sessionEnded) {}

    /** @param expiresAt {@code null} for one that ends only when it is ended */
    void insert(UUID id, UUID account, Instant startedAt, @Nullable Instant expiresAt) {
        jdbc.sql("""
                INSERT INTO session (id, account_id, started_at, expires_at)
                VALUES (:id, :account, :started, :expires)""")
                .param("id", id)
                .param("account", account)
                .param("started", utc(startedAt))
                .param("expires", expiresAt == null ? null : utc(expiresAt))
                .update();
    }

    void insertRefreshToken(byte[] hash, UUID session, Instant issuedAt, Instant expiresAt) {
        jdbc.sql("""
                INSERT INTO refresh_token (hash, session_id, issued_at, expires_at)
                VALUES (:hash, :session, :issued, :expires)""")
                .param("hash", hash)
                .param("session", session)
                .param("issued", utc(issuedAt))
                .param("expires", utc(expiresAt))
                .update();
    }

    /** Locked until the transaction ends, so that one token cannot be used twice at once. */
    Optional<KeptToken> findRefreshToken(byte[] hash) {
        return jdbc.sql("""
                SELECT session.id, session.account_id, refresh_token.expires_at, used_at, ended_at
                FROM refresh_token JOIN session ON session.id = refresh_token.session_id
                WHERE hash = :hash FOR UPDATE""")
                .param("hash", hash)
                .query(SessionRepository::keptToken)
                .optional();
    }

    void markUsed(byte[] hash, Instant now) {
        jdbc.sql("UPDATE refresh_token SET used_at = :now WHERE hash = :hash")
                .param("now", utc(now))
                .param("hash", hash)
                .update();
    }

    /** @return whether it had not ended before */
    boolean end(UUID session, Instant now) {
        return jdbc.sql("UPDATE session SET ended_at = :now WHERE id = :session AND ended_at IS NULL")
                        .param("now", utc(now))
                        .param("session", session)
                        .update()
                == 1;
    }

    boolean hasEnded(UUID session, Instant now) {
        return jdbc.sql("""
                SELECT count(*) FROM session
                WHERE id = :session AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > :now)""")
                        .param("session", session)
                        .param("now", utc(now))
                        .query(Integer.class)
                        .single()
                == 0;
    }

    List<Revocations.Revocation> endedSince(Instant since) {
        return jdbc.sql("SELECT id, ended_at FROM session WHERE ended_at > :since ORDER BY ended_at")
                .param("since", utc(since))
                .query((row, _) -> new Revocations.Revocation(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("ended_at").toInstant()))
                .list();
    }

    /** Forgets what is long over. */
    int deleteExpiredBefore(Instant time) {
        return jdbc.sql("DELETE FROM session WHERE expires_at < :time")
                .param("time", utc(time))
                .update();
    }

    private static KeptToken keptToken(ResultSet row, int number) throws SQLException {
        return new KeptToken(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("used_at") != null,
                row.getTimestamp("ended_at") != null);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
