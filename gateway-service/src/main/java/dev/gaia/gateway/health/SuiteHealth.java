package dev.gaia.gateway.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the services and what they store in are, in the words of {@code GET /health}. */
record SuiteHealth(
        Status status,
        String timestamp,
        String version,
        Map<String, ServiceHealth> services,
        StoreHealth database,
        StoreHealth redis) {

    enum Status {
        @JsonProperty("healthy")
        HEALTHY,
        @JsonProperty("degraded")
        DEGRADED,
        @JsonProperty("unhealthy")
        UNHEALTHY,
        @JsonProperty("unknown")
        UNKNOWN
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ServiceHealth(
            Status status,
            @JsonProperty("response_time") @Nullable Double responseTime,
            @Nullable String error) {

        static ServiceHealth failed(String reason) {
            return new ServiceHealth(Status.UNHEALTHY, null, reason);
        }
    }

    record StoreHealth(Status status) {}
}
