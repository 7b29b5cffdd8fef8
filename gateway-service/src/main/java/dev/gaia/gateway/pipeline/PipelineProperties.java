package dev.gaia.gateway.pipeline;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits on every request.
 *
 * @param maxBody the largest body that is passed on
 * @param maxUri the longest path with its query; with the headers, it must fit into what the services take (16 KB)
 * @param maxHeaders names and values of all headers together
 * @param maxHeaderCount how many headers there may be
 * @param maxSilence how long a service may be silent, before its answer and between two pieces of it; streams send a
 *     comment every 15 s
 */
@ConfigurationProperties("gateway.limits")
record PipelineProperties(
        @DefaultValue("2MB") DataSize maxBody,
        @DefaultValue("4KB") DataSize maxUri,
        @DefaultValue("8KB") DataSize maxHeaders,
        @DefaultValue("100") int maxHeaderCount,
        @DefaultValue("60s") Duration maxSilence) {

    PipelineProperties {
        requirePositive("max-body", maxBody.toBytes());
        requirePositive("max-uri", maxUri.toBytes());
        requirePositive("max-headers", maxHeaders.toBytes());
        requirePositive("max-header-count", maxHeaderCount);
        requirePositive("max-silence", maxSilence.toNanos());
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("gateway.limits." + name + " must be positive");
        }
    }
}
