package dev.gaia.gateway.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How event streams are passed on.
 *
 * @param heartbeat how long a stream is silent before clients and proxies are told that it lives
 * @param maxPending how much may wait for a client that reads slowly, beside what the network holds
 * @param maxLag how long it may wait
 */
@ConfigurationProperties("gateway.streams")
record StreamProperties(
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("256KB") DataSize maxPending,
        @DefaultValue("30s") Duration maxLag) {

    StreamProperties {
        if (!heartbeat.isPositive() || !maxLag.isPositive()) {
            throw new IllegalArgumentException("gateway.streams.heartbeat and max-lag must be positive");
        }
        if (maxPending.isNegative()) {
            throw new IllegalArgumentException("gateway.streams.max-pending must not be negative");
        }
    }
}
