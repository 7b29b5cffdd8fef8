package dev.gaia.auth.session;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long sign-ins live.
 *
 * @param idle a sign-in ends by itself when it was not refreshed for so long
 * @param longest and when it has lived for so long, however often it was refreshed
 * @param refreshGrace for so long the same refresh token gets the same successor, since an answer can be lost; after that
 *     its reuse ends the session
 */
@ConfigurationProperties("auth.session")
record SessionProperties(
        @DefaultValue("30d") Duration idle,
        @DefaultValue("180d") Duration longest,
        @DefaultValue("10s") Duration refreshGrace) {

    SessionProperties {
        if (!idle.isPositive()) {
            throw new IllegalArgumentException("auth.session.idle must be positive");
        }
        if (longest.compareTo(idle) < 0) {
            throw new IllegalArgumentException("auth.session.longest must be at least auth.session.idle");
        }
        if (refreshGrace.isNegative() || refreshGrace.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("auth.session.refresh-grace must be between 0s and 1m");
        }
    }

    /** When a sign-in ends that began then and is used now. */
    Instant end(Instant startedAt, Instant now) {
        Instant idleEnd = now.plus(idle);
        Instant lastEnd = startedAt.plus(longest);
        return idleEnd.isBefore(lastEnd) ? idleEnd : lastEnd;
    }
}
