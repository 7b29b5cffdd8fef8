package dev.gaia.auth.apikey;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept.
 *
 * @param id also that of the session under which its access tokens run
 */
public record ApiKey(
        UUID id,
        UUID accountId,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
