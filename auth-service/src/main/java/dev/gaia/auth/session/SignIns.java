package dev.gaia.auth.session;

import dev.gaia.auth.origin.RequestOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What accounts are signed in with, and where from. */
@Component
public class SignIns {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    SignIns(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Notes that the request of this thread begins the session or goes on with it. */
    void seen(UUID session) {
        RequestOrigin.current()
                .ifPresent(origin -> jdbc.sql("""
                        INSERT INTO session_origin (session_id, device, network, last_used_at)
                        VALUES (:session, :device, :network, :now)
                        ON CONFLICT (session_id) DO UPDATE
                        SET device = excluded.device, network = excluded.network, last_used_at = excluded.last_used_at
                        """)
                        .param("session", session)
                        .param("device", origin.device())
                        .param("network", origin.network().coarse())
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update());
    }

    /** Those that live, the latest used first. */
    public List<SignIn> of(UUID account) {
        return jdbc.sql("""
                        SELECT s.id, s.started_at, o.last_used_at, o.device, o.network
                        FROM session s LEFT JOIN session_origin o ON o.session_id = s.id
                        WHERE s.account_id = :account AND s.ended_at IS NULL AND s.expires_at > :now
                        ORDER BY coalesce(o.last_used_at, s.started_at) DESC, s.id
                        """)
                .param("account", account)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(SignIns::signIn)
                .list();
    }

    private static SignIn signIn(ResultSet row, int rowNumber) throws SQLException {
        return new SignIn(
                row.getObject("id", UUID.class),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_used_at"),
                row.getString("device"),
                row.getString("network"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
