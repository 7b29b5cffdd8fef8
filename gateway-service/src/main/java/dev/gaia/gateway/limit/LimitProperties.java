package dev.gaia.gateway.limit;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use how much.
 *
 * @param redis where gateways keep count together
 * @param plans by the name that a token's {@code plan} claim has
 * @param defaultPlan for tokens that name none, or one that there is not
 * @param addressRequestsPerMinute to what needs no credential, by one client address; 0 is without limit
 * @param localShare the part of each limit that holds in each gateway by itself while Redis is away
 * @param redisPatience how long a request waits for Redis before it is decided without
 */
@ConfigurationProperties("gateway.rate-limits")
record LimitProperties(
        URI redis,
        Map<String, Plan> plans,
        @DefaultValue("free") String defaultPlan,
        @DefaultValue("600") long addressRequestsPerMinute,
        @DefaultValue("0.5") double localShare,
        @DefaultValue("40ms") Duration redisPatience) {

    LimitProperties {
        plans = plans == null ? Map.of() : Map.copyOf(plans);
        if (redis == null) {
            throw new IllegalArgumentException(
                    "gateway.rate-limits.redis must be an address such as redis://host:6379");
        }
        if (!plans.containsKey(defaultPlan)) {
            throw new IllegalArgumentException(
                    "gateway.rate-limits.default-plan must be one of " + plans.keySet() + ", not " + defaultPlan);
        }
        if (addressRequestsPerMinute < 0) {
            throw new IllegalArgumentException("gateway.rate-limits.address-requests-per-minute must not be negative");
        }
        if (!(localShare > 0 && localShare <= 1)) {
            throw new IllegalArgumentException("gateway.rate-limits.local-share must be more than 0 and at most 1");
        }
        if (!redisPatience.isPositive()) {
            throw new IllegalArgumentException("gateway.rate-limits.redis-patience must be positive");
        }
    }
}
