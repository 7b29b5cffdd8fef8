package dev.gaia.auth.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps refresh tokens by their hash. */
@Repository
class RefreshTokenRepository {

    private final JdbcClient jdbc;

    RefreshTokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the transaction ends, nobody else gets this token: of two who come with it at once, one is second. */
    Optional<RefreshToken> findAndLock(byte[] hash) {
        return jdbc.sql("""
                        SELECT t.session_id, s.account_id, t.expires_at, s.started_at, t.used_at, s.ended_at,
                            t.successor
                        FROM refresh_token t JOIN session s ON s.id = t.session_id
                        WHERE t.hash = :hash FOR UPDATE OF t
                        """)
                .param("hash", hash)
                .query(RefreshTokenRepository::token)
                .optional();
    }

    Optional<UUID> findSession(byte[] hash) {
        return jdbc.sql("SELECT session_id FROM refresh_token WHERE hash = :hash")
                .param("hash", hash)
                .query(UUID.class)
                .optional();
    }

    void insert(byte[] hash, UUID session, Instant issuedAt, Instant expiresAt) {
        jdbc.sql("""
                        INSERT INTO refresh_token (hash, session_id, issued_at, expires_at)
                        VALUES (:hash, :session, :issuedAt, :expiresAt)
                        """)
                .param("hash", hash)
                .param("session", session)
                .param("issuedAt", issuedAt.atOffset(ZoneOffset.UTC))
                .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** @param successor as {@link RefreshToken#maskedSuccessor} gives it */
    void markUsed(byte[] hash, byte[] successor, Instant now) {
        jdbc.sql("UPDATE refresh_token SET used_at = :now, successor = :successor WHERE hash = :hash")
                .param("successor", successor)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("hash", hash)
                .update();
    }

    int deleteExpired(Instant now) {
        return jdbc.sql("DELETE FROM refresh_token WHERE expires_at < :now")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static RefreshToken token(ResultSet row, int rowNumber) throws SQLException {
        return new RefreshToken(
                row.getObject("session_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "used_at"),
                instant(row, "ended_at"),
                row.getBytes("successor"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
