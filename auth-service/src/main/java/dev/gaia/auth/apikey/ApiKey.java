package dev.gaia.auth.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account's key for a program of theirs.
 *
 * @param id also that of the session which the key's tokens belong to
 * @param lastUsedAt to the minute; null when it was never used
 */
public record ApiKey(
        UUID id,
        UUID account,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    private static final Duration PRECISION = Duration.ofMinutes(1);

    /** Whether the time of the last use is worth a write. */
    boolean isUseNewsAt(Instant now) {
        return lastUsedAt == null || !now.isBefore(lastUsedAt.plus(PRECISION));
    }
}
