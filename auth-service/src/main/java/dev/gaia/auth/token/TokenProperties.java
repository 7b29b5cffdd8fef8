package dev.gaia.auth.token;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** What access tokens say of themselves, which the other services check, and how long they are good. */
@Validated
@ConfigurationProperties("auth.token")
record TokenProperties(
        @DefaultValue("gaia") @NotBlank String issuer,
        @DefaultValue("gaia") @NotBlank String audience,
        @DefaultValue("15m") Duration life) {

    TokenProperties {
        if (!life.isPositive()) {
            throw new IllegalArgumentException("auth.token.life must be positive");
        }
    }
}
