package dev.gaia.gateway.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits on every request.
 *
 * @param maxBody the largest body that is passed on
 * @param maxSilence how long a service may be silent, before its answer and between two pieces of it; streams send a
 *     comment every 15 s
 */
@ConfigurationProperties("gateway.limits")
record PipelineProperties(
        @DefaultValue("2MB") DataSize maxBody,
        @DefaultValue("60s") Duration maxSilence) {

    PipelineProperties {
        if (maxBody.isNegative() || maxBody.toBytes() == 0) {
            throw new IllegalArgumentException("gateway.limits.max-body must be positive");
        }
        if (!maxSilence.isPositive()) {
            throw new IllegalArgumentException("gateway.limits.max-silence must be positive");
        }
    }
}
