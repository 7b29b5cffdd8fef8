package dev.gaia.auth.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as its owner recognises it.
 *
 * @param lastUsedAt when it was begun or last refreshed; null when that was not noted
 * @param network coarse: /24 or /48
 */
public record SignIn(
        UUID id,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable String device,
        @Nullable String network) {}
