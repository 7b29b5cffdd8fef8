package dev.gaia.auth.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants to see, the newest first.
 *
 * @param before only what is older than the event of this id
 */
record AuditQuery(@Nullable UUID account, @Nullable AuditKind kind, long before, int limit) {}
