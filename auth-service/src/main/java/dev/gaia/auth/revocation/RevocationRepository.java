package dev.gaia.auth.revocation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps the log of ended sessions. */
@Repository
class RevocationRepository {

    private final JdbcClient jdbc;

    RevocationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the transaction ends nobody else appends, so that numbers are seen in their order. */
    void append(Collection<UUID> sessions, Reason reason, Instant now, Instant until) {
        jdbc.sql("""
                        WITH head AS (UPDATE revocation_head SET sequence = sequence + :count RETURNING sequence)
                        INSERT INTO revocation (sequence, session_id, reason, revoked_at, until)
                        SELECT head.sequence - :count + ended.number, ended.id, :reason, :now, :until
                        FROM head, unnest(:sessions::uuid[]) WITH ORDINALITY AS ended (id, number)
                        """)
                .param("count", (long) sessions.size())
                .param("sessions", sessions.toArray(UUID[]::new))
                .param("reason", reason.label())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .update();
    }

    long head() {
        return jdbc.sql("SELECT sequence FROM revocation_head")
                .query(Long.class)
                .single();
    }

    /** Those that still matter, in their order. */
    List<Revocation> findAfter(long sequence, Instant now) {
        return jdbc.sql("""
                        SELECT sequence, session_id, revoked_at, until FROM revocation
                        WHERE sequence > :sequence AND until > :now ORDER BY sequence
                        """)
                .param("sequence", sequence)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(RevocationRepository::revocation)
                .list();
    }

    int deleteOver(Instant now) {
        return jdbc.sql("DELETE FROM revocation WHERE until < :now")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Revocation revocation(ResultSet row, int rowNumber) throws SQLException {
        return new Revocation(
                row.getLong("sequence"),
                row.getObject("session_id", UUID.class),
                row.getObject("revoked_at", OffsetDateTime.class).toInstant(),
                row.getObject("until", OffsetDateTime.class).toInstant());
    }
}
