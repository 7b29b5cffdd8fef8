package dev.gaia.auth.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long sign-ins live.
 *
 * @param life from the sign-in to its certain end, however often it is renewed
 */
@ConfigurationProperties("auth.session")
record SessionProperties(@DefaultValue("30d") Duration life) {

    SessionProperties {
        if (!life.isPositive()) {
            throw new IllegalArgumentException("auth.session.life must be positive");
        }
    }
}
