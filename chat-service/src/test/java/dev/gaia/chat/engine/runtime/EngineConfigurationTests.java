package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.LlmEngine;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.ModelDescription.State;
import dev.gaia.chat.engine.model.ModelFileException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Tag("native")
class EngineConfigurationTests {

    private static final Path MODEL = GoldenFiles.path("tiny/llama-q4_1.gguf");

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withBean(SimpleMeterRegistry.class)
            .withUserConfiguration(EngineConfiguration.class)
            .withPropertyValues("chat.engine.kv-cache=1MB", "chat.engine.precision=fp32");

    @Test
    void listedModelsStandBehindTheDefaultWhichAloneIsLoaded() {
        context.withPropertyValues(
                        "chat.engine.model-path=" + MODEL,
                        "chat.engine.models=" + GoldenFiles.path("tiny/qwen2-q8_0.gguf") + ","
                                + GoldenFiles.path("tiny/qwen3-q8_0.gguf"))
                .run(started -> {
                    assertThat(started.getBean(LlmEngine.class).models())
                            .extracting(ModelDescription::id)
                            .containsExactly("llama-q4_1", "qwen2-q8_0", "qwen3-q8_0");
                    assertThat(started.getBean(LlmEngine.class).models())
                            .extracting(ModelDescription::state)
                            .containsExactly(State.LOADED, State.UNLOADED, State.UNLOADED);
                    assertThat(started.getBean(HealthIndicator.class).health())
                            .isEqualTo(Health.up().build());
                });
    }

    @Test
    void listAloneIsEnough() {
        context.withPropertyValues("chat.engine.model-path=", "chat.engine.models=" + MODEL)
                .run(started -> assertThat(started.getBean(LlmEngine.class).models())
                        .extracting(ModelDescription::state)
                        .containsExactly(State.LOADED));
    }

    @Test
    void listedPathThatDoesNotExistEndsTheStart() {
        context.withPropertyValues("chat.engine.model-path=" + MODEL, "chat.engine.models=/nowhere/model.gguf")
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidModelListException.class)
                        .hasMessageContaining("/nowhere/model.gguf"));
    }

    @Test
    void nothingToServeEndsTheStart() {
        context.run(
                started -> assertThat(started).getFailure().rootCause().isInstanceOf(InvalidModelListException.class));
    }

    @Test
    void defaultThatIsRefusedEndsTheStart() {
        context.withPropertyValues(
                        "chat.engine.model-path=" + GoldenFiles.path("tiny/tokenizer.json"),
                        "chat.engine.models=" + MODEL)
                .run(started -> assertThat(started).getFailure().rootCause().isInstanceOf(ModelFileException.class));
    }
}
