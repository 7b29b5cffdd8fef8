package dev.gaia.auth.apikey;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of API keys.
 *
 * @param most how many an account may have
 * @param overlap how long the old secret stays good after a rotation when its owner says nothing
 * @param longestOverlap how long at most
 */
@ConfigurationProperties("auth.api-keys")
record ApiKeyProperties(
        @DefaultValue("50") int most,
        @DefaultValue("1d") Duration overlap,
        @DefaultValue("30d") Duration longestOverlap) {

    ApiKeyProperties {
        if (most < 1) {
            throw new IllegalArgumentException("auth.api-keys.most must be positive");
        }
        if (overlap.isNegative() || overlap.compareTo(longestOverlap) > 0) {
            throw new IllegalArgumentException(
                    "auth.api-keys.overlap must be between 0s and auth.api-keys.longest-overlap");
        }
    }
}
