package dev.gaia.asset.storage;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bucket, by the variables that {@code fly storage create} sets.
 *
 * @param endpoint AWS's own when not given
 * @param downloads how long a presigned address is good
 */
@Validated
@ConfigurationProperties("asset.storage")
record StorageProperties(
        @NotBlank String bucket,
        @Nullable URI endpoint,
        @DefaultValue("auto") String region,
        @NotBlank String accessKeyId,
        @NotBlank String secretAccessKey,
        @DefaultValue("1h") Duration downloads) {

    @Override
    public String toString() {
        return "bucket " + bucket + " at " + endpoint;
    }
}
