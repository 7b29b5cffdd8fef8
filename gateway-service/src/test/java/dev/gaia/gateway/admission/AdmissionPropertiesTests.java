package dev.gaia.gateway.admission;

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

class AdmissionPropertiesTests {

    @Test
    void defaults() {
        AdmissionProperties properties = bind(Map.of());

        assertThat(properties.failures()).isEqualTo(5);
        assertThat(properties.pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(properties.longestPause()).isEqualTo(Duration.ofSeconds(15));
        assertThat(properties.of(RequestClass.CHAT))
                .isEqualTo(new AdmissionProperties.OfClass(Duration.ofSeconds(1), 1, 2, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "failures, 0",
        "pause, 0s",
        "longest-pause, 10ms",
        "login.first-byte, 0s",
        "chat.min-pending, 0",
        "assets.max-pending, 0",
        "assets.max-streams, 0"
    })
    void nonsenseIsRefused(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("gateway.admission." + name, value)))
                .hasStackTraceContaining("gateway.admission");
    }

    private static AdmissionProperties bind(Map<String, String> changed) {
        Map<String, String> properties = new HashMap<>();
        for (String requestClass : new String[] {"login", "chat", "assets"}) {
            String prefix = "gateway.admission." + requestClass;
            properties.put(prefix + ".first-byte", "1s");
            properties.put(prefix + ".min-pending", "1");
            properties.put(prefix + ".max-pending", "2");
            properties.put(prefix + ".max-streams", "3");
        }
        properties.putAll(changed);
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("gateway.admission", AdmissionProperties.class);
    }
}
