package dev.gaia.auth.token;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signing key and its times.
 *
 * @param retiredAt from when on its tokens are not accepted any more; null while that is not settled
 */
record StoredKey(
        SigningKey key,
        Instant createdAt,
        Instant signsFrom,
        @Nullable Instant retiredAt) {

    boolean isActiveAt(Instant now) {
        return retiredAt == null || now.isBefore(retiredAt);
    }

    boolean signsAt(Instant now) {
        return !now.isBefore(signsFrom) && isActiveAt(now);
    }
}
