package dev.gaia.auth.credential;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of the machine passwords may take.
 *
 * @param threads how many are hashed at once; 0 is half of the processors
 * @param maxWaiting how many may wait for that; one more is told to come back later
 */
@Validated
@ConfigurationProperties("auth.password-hashing")
record PasswordHashingProperties(
        @DefaultValue("0") @PositiveOrZero int threads,
        @DefaultValue("64") @Positive int maxWaiting) {

    int threadsOn(int processors) {
        return threads > 0 ? threads : Math.max(1, processors / 2);
    }
}
