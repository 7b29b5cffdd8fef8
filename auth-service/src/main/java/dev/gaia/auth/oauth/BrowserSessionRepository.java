package dev.gaia.auth.oauth;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps which cookies, by their hash, stand for which sessions. */
@Repository
class BrowserSessionRepository {

    private final JdbcClient jdbc;

    BrowserSessionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(byte[] hash, UUID session) {
        jdbc.sql("INSERT INTO browser_session (hash, session_id) VALUES (:hash, :session)")
                .param("hash", hash)
                .param("session", session)
                .update();
    }

    /** While it lives. */
    Optional<BrowserSession> find(byte[] hash, Instant now) {
        return jdbc.sql("""
                        SELECT s.id, s.account_id, s.started_at FROM browser_session b JOIN session s ON s.id = b.session_id
                        WHERE b.hash = :hash AND s.ended_at IS NULL AND s.expires_at > :now
                        """)
                .param("hash", hash)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query((row, _) -> new BrowserSession(
                        row.getObject("id", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getObject("started_at", OffsetDateTime.class).toInstant()))
                .optional();
    }
}
