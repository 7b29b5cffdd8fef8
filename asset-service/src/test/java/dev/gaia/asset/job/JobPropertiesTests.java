package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class JobPropertiesTests {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Test
    void defaults() {
        context.run(started -> {
            JobProperties properties = started.getBean(JobProperties.class);
            assertThat(properties)
                    .isEqualTo(new JobProperties(
                            0, Duration.ofSeconds(10), Duration.ofSeconds(1), 3, Duration.ofSeconds(2)));
            assertThat(properties.workersOn(8)).isEqualTo(4);
            assertThat(properties.workersOn(1)).isEqualTo(1);
        });
    }

    @Test
    void explicitValues() {
        context.withPropertyValues(
                        "asset.jobs.workers=3",
                        "asset.jobs.lease=1m",
                        "asset.jobs.poll=200ms",
                        "asset.jobs.max-attempts=5",
                        "asset.jobs.retry-after=10s")
                .run(started -> {
                    JobProperties properties = started.getBean(JobProperties.class);
                    assertThat(properties)
                            .isEqualTo(new JobProperties(
                                    3, Duration.ofMinutes(1), Duration.ofMillis(200), 5, Duration.ofSeconds(10)));
                    assertThat(properties.workersOn(8)).isEqualTo(3);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers=-1", "lease=0s", "lease=-1s", "poll=0s", "max-attempts=0", "retry-after=0s"})
    void nothingBelowTheSensible(String setting) {
        context.withPropertyValues("asset.jobs." + setting)
                .run(started -> assertThat(started).hasFailed());
    }

    @EnableConfigurationProperties(JobProperties.class)
    static class Bound {}
}
