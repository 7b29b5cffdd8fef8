package dev.gaia.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class ProviderPropertiesTests {

    private static final String FIRST = "chat.providers.openai[0].";

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    private final ApplicationContextRunner complete = context.withPropertyValues(
            FIRST + "name=gpu", FIRST + "base-url=http://10.0.0.7:8000/v1", FIRST + "models=big,bigger");

    @Test
    void noneUnlessConfigured() {
        context.run(started ->
                assertThat(started.getBean(ProviderProperties.class).openai()).isEmpty());
    }

    @Test
    void whatIsNotSaidHasDefaults() {
        complete.run(started -> assertThat(
                        started.getBean(ProviderProperties.class).openai())
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.name()).isEqualTo("gpu");
                    assertThat(provider.baseUrl()).isEqualTo(URI.create("http://10.0.0.7:8000/v1"));
                    assertThat(provider.models()).containsExactly("big", "bigger");
                    assertThat(provider.apiKey()).isEqualTo("none");
                    assertThat(provider.contextTokens()).isEqualTo(32_768);
                    assertThat(provider.timeout()).isEqualTo(Duration.ofSeconds(60));
                }));
    }

    @Test
    void keyIsNeverShown() {
        complete.withPropertyValues(FIRST + "api-key=sk-secret")
                .run(started -> assertThat(started.getBean(ProviderProperties.class))
                        .asString()
                        .contains("gpu")
                        .doesNotContain("sk-secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name= ", "base-url=", "models=", "context-tokens=0", "context-tokens=many", "timeout=0s"})
    void whatCannotWorkIsRefused(String property) {
        complete.withPropertyValues(FIRST + property)
                .run(started -> assertThat(started).hasFailed());
    }

    @EnableConfigurationProperties(ProviderProperties.class)
    static class Bound {}
}
