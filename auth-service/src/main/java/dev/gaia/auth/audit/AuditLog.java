package dev.gaia.auth.audit;

import dev.gaia.auth.origin.RequestOrigin;
import dev.gaia.common.correlation.CorrelationId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps security events. A database that is away fails what was to be noted: nothing that matters happens unseen. Of the
 * request it keeps the coarse network and the correlation id; nothing that a stranger can write as they like.
 */
@Component
public class AuditLog {

    private final AuditRepository repository;
    private final InstantSource clock;

    AuditLog(AuditRepository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Something that an account's owner did, or whoever passed for them. */
    public void record(AuditKind kind, UUID account) {
        record(kind, account, account, Map.of());
    }

    /**
     * @param account to which it happened; null when there is none
     * @param actor whose doing it was; null when nobody was signed in, or it was the service itself
     * @param details ids and names of ours, never a secret or a stranger's text
     */
    public void record(AuditKind kind, @Nullable UUID account, @Nullable UUID actor, Map<String, String> details) {
        repository.insert(
                kind,
                clock.instant(),
                account,
                actor,
                RequestOrigin.current().map(origin -> origin.network().coarse()).orElse(null),
                CorrelationId.current(),
                details);
    }

    /** All that was kept of an account, the newest first. */
    public List<AuditEvent> eventsOf(UUID account) {
        return repository.find(new AuditQuery(account, null, Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    List<AuditEvent> find(AuditQuery query) {
        return repository.find(query);
    }
}
