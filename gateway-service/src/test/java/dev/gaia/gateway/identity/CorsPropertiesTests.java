package dev.gaia.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CorsPropertiesTests {

    @Test
    void everyPageMayCallByDefault() {
        assertThat(bind(Map.of()).allowedOrigins()).containsExactly("*");
    }

    @Test
    void originsAreSeparatedByCommas() {
        assertThat(bind(Map.of("gateway.cors.allowed-origins", "https://a.example, https://*.b.example"))
                        .allowedOrigins())
                .containsExactly("https://a.example", "https://*.b.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"studio.example", "https://studio.example/", "https://studio.example/vr"})
    void originThatNoBrowserWouldSendIsRefused(String origin) {
        assertThatThrownBy(() -> bind(Map.of("gateway.cors.allowed-origins", origin)))
                .hasMessageContaining("gateway.cors");
    }

    private static CorsProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("gateway.cors", CorsProperties.class);
    }
}
