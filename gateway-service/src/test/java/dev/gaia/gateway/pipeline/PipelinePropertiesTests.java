package dev.gaia.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class PipelinePropertiesTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new PipelineProperties(
                        DataSize.ofMegabytes(2),
                        DataSize.ofKilobytes(4),
                        DataSize.ofKilobytes(8),
                        100,
                        Duration.ofSeconds(60)));
    }

    @Test
    void unitsAreRead() {
        assertThat(bind(Map.of(
                        "gateway.limits.max-body", "512KB",
                        "gateway.limits.max-uri", "1KB",
                        "gateway.limits.max-headers", "32KB",
                        "gateway.limits.max-header-count", "40",
                        "gateway.limits.max-silence", "3m")))
                .isEqualTo(new PipelineProperties(
                        DataSize.ofKilobytes(512),
                        DataSize.ofKilobytes(1),
                        DataSize.ofKilobytes(32),
                        40,
                        Duration.ofMinutes(3)));
    }

    @ParameterizedTest
    @CsvSource({
        "max-body, 0",
        "max-body, -1MB",
        "max-body, much",
        "max-uri, 0",
        "max-headers, 0",
        "max-header-count, 0",
        "max-silence, 0s",
        "max-silence, -1s"
    })
    void nonsenseIsRefused(String name, String value) {
        assertThatThrownBy(() -> bind(Map.of("gateway.limits." + name, value))).hasMessageContaining("gateway.limits");
    }

    private static PipelineProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("gateway.limits", PipelineProperties.class);
    }
}
