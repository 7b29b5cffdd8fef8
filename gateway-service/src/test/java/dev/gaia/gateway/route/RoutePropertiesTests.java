package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RoutePropertiesTests {

    private final Map<String, String> properties = new HashMap<>(Map.of(
            "gateway.upstreams.auth", "http://auth:8080",
            "gateway.upstreams.chat", "http://chat",
            "gateway.upstreams.asset", "http://10.0.0.1:1/, http://10.0.0.2:2"));

    @Test
    void addressesAreSeparatedByCommas() {
        RouteProperties bound = bind();

        assertThat(bound.addressesOf(UpstreamName.AUTH)).containsExactly(URI.create("http://auth:8080"));
        assertThat(bound.addressesOf(UpstreamName.CHAT)).containsExactly(URI.create("http://chat"));
        assertThat(bound.addressesOf(UpstreamName.ASSET))
                .containsExactly(URI.create("http://10.0.0.1:1/"), URI.create("http://10.0.0.2:2"));
    }

    @Test
    void failedInstanceIsAvoidedForThreeSecondsByDefault() {
        assertThat(bind().avoidFailed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void timeHasAUnit() {
        properties.put("gateway.upstreams.avoid-failed", "250ms");

        assertThat(bind().avoidFailed()).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chat:8080",
                "https://chat:8080",
                "http://chat_service:8080",
                "http://chat:8080/api",
                "http://chat:8080?x",
                "http://chat:8080,",
                "http:///",
                "not an address"
            })
    void whatIsNoAddressOfAServiceIsRefused(String address) {
        properties.put("gateway.upstreams.chat", address);

        assertThatThrownBy(this::bind).hasMessageContaining("gateway.upstreams");
    }

    @Test
    void serviceWithoutAnAddressIsRefused() {
        properties.remove("gateway.upstreams.asset");

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining("gateway.upstreams.asset");
    }

    @Test
    void negativeTimeIsRefused() {
        properties.put("gateway.upstreams.avoid-failed", "-1s");

        assertThatThrownBy(this::bind).rootCause().hasMessageContaining("gateway.upstreams.avoid-failed");
    }

    private RouteProperties bind() {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("gateway.upstreams", RouteProperties.class)
                .get();
    }
}
