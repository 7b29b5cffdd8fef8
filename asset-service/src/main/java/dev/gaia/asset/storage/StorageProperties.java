package dev.gaia.asset.storage;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bucket, by the variables that {@code fly storage create} sets.
 *
 * @param endpoint AWS's own when not given
 * @param timeout how long a call may take; an attempt may take half of it, and be silent for a quarter
 * @param downloads how long a presigned address is good; S3 takes seven days at most
 */
@Validated
@ConfigurationProperties("asset.storage")
record StorageProperties(
        @NotBlank String bucket,
        @Nullable URI endpoint,
        @DefaultValue("auto") @NotBlank String region,
        @NotBlank String accessKeyId,
        @NotBlank String secretAccessKey,

        @DefaultValue("20s") @DurationMin(millis = 100) Duration timeout,

        @DefaultValue("1h") @DurationMin(seconds = 1) @DurationMax(days = 7)
        Duration downloads) {

    @Override
    public String toString() {
        return "bucket " + bucket + " at " + endpoint;
    }
}
