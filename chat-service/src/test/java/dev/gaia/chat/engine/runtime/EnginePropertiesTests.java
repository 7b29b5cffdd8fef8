package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.model.Device;
import dev.gaia.chat.engine.model.Precision;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

class EnginePropertiesTests {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    private final ApplicationContextRunner withModel =
            context.withPropertyValues("chat.engine.model-path=/models/SmolLM2-135M-Instruct-Q8_0.gguf");

    @Test
    void nothingMustBeSaidButTheModel() {
        withModel.run(started -> {
            EngineProperties properties = started.getBean(EngineProperties.class);
            assertThat(properties.precision()).isNull();
            assertThat(properties.maxRunning()).isEqualTo(64);
            assertThat(properties.maxQueued()).isEqualTo(64);
            assertThat(properties.maxWait()).isEqualTo(Duration.ofSeconds(30));
            assertThat(properties.contextTokens()).isEqualTo(8_192);
            assertThat(properties.kvCache()).isEqualTo(DataSize.ofMegabytes(512));
            assertThat(properties.stepTokens()).isEqualTo(256);
            assertThat(properties.speculation()).isTrue();
            assertThat(properties.device()).isNull();
        });
    }

    @Test
    void nameAndPrecisionCanBeChosen() {
        withModel
                .withPropertyValues("chat.engine.model-id=mu", "chat.engine.precision=bf16", "chat.engine.max-queued=0")
                .run(started -> {
                    EngineProperties properties = started.getBean(EngineProperties.class);
                    assertThat(properties.modelId()).isEqualTo("mu");
                    assertThat(properties.precision()).isEqualTo(Precision.BF16);
                    assertThat(properties.maxQueued()).isZero();
                });
    }

    @Test
    void precisionIsLeftToTheProcessorByAuto() {
        withModel
                .withPropertyValues("chat.engine.precision=auto")
                .run(started -> assertThat(
                                started.getBean(EngineProperties.class).precision())
                        .isNull());
    }

    @ParameterizedTest
    @CsvSource({"cuda, CUDA", "cpu, CPU", "auto,"})
    void deviceCanBeChosen(String written, @Nullable Device device) {
        withModel
                .withPropertyValues("chat.engine.device=" + written)
                .run(started -> assertThat(
                                started.getBean(EngineProperties.class).device())
                        .isEqualTo(device));
    }

    @Test
    void listOfModelsAndTheirMemoryAreRead() {
        context.withPropertyValues(
                        "chat.engine.models=/models/a.gguf,/models/b",
                        "chat.engine.memory=3GB",
                        "chat.engine.load-timeout=5s")
                .run(started -> {
                    ModelPoolProperties pool = started.getBean(ModelPoolProperties.class);
                    assertThat(pool.models()).containsExactly(Path.of("/models/a.gguf"), Path.of("/models/b"));
                    assertThat(pool.budget()).isEqualTo(3L << 30);
                    assertThat(pool.loadTimeout()).hasSeconds(5);
                });
    }

    @Test
    void withoutAListThereIsNoneAndModelsMayTakeMostOfWhatThereIs() {
        withModel.withPropertyValues("chat.engine.models=").run(started -> {
            ModelPoolProperties pool = started.getBean(ModelPoolProperties.class);
            assertThat(pool.models()).isEmpty();
            assertThat(pool.loadTimeout()).hasSeconds(20);
            assertThat(pool.budget()).isBetween(1L << 26, 1L << 42);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-running=0",
                "max-wait=0s",
                "max-wait=soon",
                "max-queued=-1",
                "context-tokens=63",
                "step-tokens=0",
                "device=gpu",
                "kv-cache=much",
                "precision=fp8",
                "max-running=some",
                "memory=much",
                "load-timeout=0s"
            })
    void whatCannotWorkIsRefused(String property) {
        withModel
                .withPropertyValues("chat.engine." + property)
                .run(started -> assertThat(started).hasFailed());
    }

    @EnableConfigurationProperties({EngineProperties.class, ModelPoolProperties.class})
    static class Bound {

        @Bean
        @ConfigurationPropertiesBinding
        static DeviceConverter deviceConverter() {
            return EngineConfiguration.deviceConverter();
        }

        @Bean
        @ConfigurationPropertiesBinding
        static PrecisionConverter precisionConverter() {
            return EngineConfiguration.precisionConverter();
        }
    }
}
