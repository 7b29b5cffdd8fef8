package dev.gaia.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LimitPropertiesTests {

    private static final Map<String, String> LEAST = Map.of(
            "gateway.rate-limits.redis", "redis://127.0.0.1:6379",
            "gateway.rate-limits.plans.free.requests-per-minute", "60");

    @Test
    void defaults() {
        LimitProperties properties = bind(LEAST);

        assertThat(properties.defaultPlan()).isEqualTo("free");
        assertThat(properties.plans()).containsExactly(Map.entry("free", new Plan(60, 0, 0, 0, 0, 0)));
        assertThat(properties.addressRequestsPerMinute()).isEqualTo(600);
        assertThat(properties.localShare()).isEqualTo(0.5);
        assertThat(properties.redisPatience()).isEqualTo(Duration.ofMillis(40));
    }

    @ParameterizedTest
    @CsvSource({
        "default-plan, gold",
        "plans.free.tokens-per-day, -1",
        "address-requests-per-minute, -1",
        "local-share, 0",
        "local-share, 1.1",
        "redis-patience, 0ms"
    })
    void nonsenseIsRefused(String name, String value) {
        Map<String, String> properties = new HashMap<>(LEAST);
        properties.put("gateway.rate-limits." + name, value);

        assertThatThrownBy(() -> bind(properties)).hasStackTraceContaining("gateway.rate-limits");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "::1, 0000000000000000/64",
        "::ffff:192.0.2.7, ::ffff:192.0.2.7",
        "evil.example, unknown",
        "'', unknown"
    })
    void addressesOfOneNetworkAreOne(String address, String network) {
        assertThat(ClientNetwork.of(address)).isEqualTo(network);
    }

    private static LimitProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("gateway.rate-limits", LimitProperties.class);
    }
}
