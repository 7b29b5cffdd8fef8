package dev.gaia.auth.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param idle a sign-in ends by itself when it was not refreshed for so long */
@ConfigurationProperties("auth.session")
record SessionProperties(@DefaultValue("30d") Duration idle) {

    SessionProperties {
        if (!idle.isPositive()) {
            throw new IllegalArgumentException("auth.session.idle must be positive");
        }
    }
}
