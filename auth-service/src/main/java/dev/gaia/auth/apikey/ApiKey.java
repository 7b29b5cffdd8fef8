package dev.gaia.auth.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account's key for a program of theirs.
 *
 * @param id also that of the session which the key's tokens belong to
 * @param requestsPerMinute null when only the account's plan bounds it
 * @param lastUsedAt to the minute; null when it was never used
 * @param expiresAt null when it is good until it is revoked
 * @param oldSecretUntil until when the secret before the last rotation is good; null when there is none
 */
public record ApiKey(
        UUID id,
        UUID account,
        String name,
        Set<String> scopes,
        @Nullable Integer requestsPerMinute,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant oldSecretUntil) {

    private static final Duration PRECISION = Duration.ofMinutes(1);

    /** Whether the time of the last use is worth a write. */
    boolean isUseNewsAt(Instant now) {
        return lastUsedAt == null || !now.isBefore(lastUsedAt.plus(PRECISION));
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
