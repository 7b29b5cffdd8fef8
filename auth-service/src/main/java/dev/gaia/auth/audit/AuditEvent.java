package dev.gaia.auth.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event as it was kept. */
public record AuditEvent(
        long id,
        Instant occurredAt,
        AuditKind kind,
        @Nullable UUID accountId,
        @Nullable UUID actorId,
        @Nullable String network,
        @Nullable String correlationId,
        Map<String, String> details) {

    public AuditEvent {
        details = Map.copyOf(details);
    }
}
