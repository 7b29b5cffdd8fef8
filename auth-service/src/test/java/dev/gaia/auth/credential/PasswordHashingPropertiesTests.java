package dev.gaia.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class PasswordHashingPropertiesTests {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Test
    void halfOfTheProcessorsUnlessToldOtherwise() {
        context.run(started -> {
            PasswordHashingProperties defaults = started.getBean(PasswordHashingProperties.class);
            assertThat(defaults.threadsOn(8)).isEqualTo(4);
            assertThat(defaults.threadsOn(1)).isEqualTo(1);
            assertThat(defaults.maxWaiting()).isEqualTo(64);
        });
        context.withPropertyValues("auth.password-hashing.threads=3")
                .run(started -> assertThat(
                                started.getBean(PasswordHashingProperties.class).threadsOn(8))
                        .isEqualTo(3));
    }

    @Test
    void nothingBelowTheSensible() {
        context.withPropertyValues("auth.password-hashing.threads=-1")
                .run(started -> assertThat(started).hasFailed());
        context.withPropertyValues("auth.password-hashing.max-waiting=0")
                .run(started -> assertThat(started).hasFailed());
    }

    @EnableConfigurationProperties(PasswordHashingProperties.class)
    static class Bound {}
}
