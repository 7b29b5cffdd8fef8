package dev.gaia.chat.completion;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How streams are kept.
 *
 * @param heartbeat a comment is sent this often, so that nobody between takes a quiet stream for a dead one
 */
@Validated
@ConfigurationProperties("chat.streams")
record StreamProperties(
        @NotNull @DefaultValue("15s") @DurationMin(millis = 10)
        Duration heartbeat) {}
