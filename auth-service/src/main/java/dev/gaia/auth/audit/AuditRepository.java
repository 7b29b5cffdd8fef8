package dev.gaia.auth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Adds events to a table from which the database itself lets nobody take any. */
@Repository
class AuditRepository {

    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    AuditRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    void insert(
            AuditKind kind,
            Instant now,
            @Nullable UUID account,
            @Nullable UUID actor,
            @Nullable String network,
            @Nullable String correlationId,
            Map<String, String> details) {
        jdbc.sql("""
                        INSERT INTO audit_event (occurred_at, kind, account_id, actor_id, network, correlation_id, details)
                        VALUES (:now, :kind, :account::uuid, :actor::uuid, :network, :correlationId, :details::jsonb)
                        """)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("kind", kind.label())
                .param("account", account)
                .param("actor", actor)
                .param("network", network)
                .param("correlationId", correlationId)
                .param("details", json.writeValueAsString(details))
                .update();
    }

    List<AuditEvent> find(AuditQuery query) {
        return jdbc.sql("""
                        SELECT id, occurred_at, kind, account_id, actor_id, network, correlation_id, details
                        FROM audit_event
                        WHERE id < :before
                            AND (:account::uuid IS NULL OR account_id = :account::uuid)
                            AND (:kind::text IS NULL OR kind = :kind::text)
                        ORDER BY id DESC LIMIT :limit
                        """)
                .param("before", query.before())
                .param("account", query.account())
                .param("kind", query.kind() == null ? null : query.kind().label())
                .param("limit", query.limit())
                .query(this::event)
                .list();
    }

    private AuditEvent event(ResultSet row, int rowNumber) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                AuditKind.of(row.getString("kind")),
                row.getObject("account_id", UUID.class),
                row.getObject("actor_id", UUID.class),
                row.getString("network"),
                row.getString("correlation_id"),
                json.readValue(row.getString("details"), DETAILS));
    }
}
