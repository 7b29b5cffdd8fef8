package dev.gaia.asset.storage;

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

class StoragePropertiesTests {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class)
            .withPropertyValues(
                    "asset.storage.bucket=pictures",
                    "asset.storage.access-key-id=somebody",
                    "asset.storage.secret-access-key=top-secret");

    @Test
    void withoutAnEndpointItIsAwsAndAddressesAreGoodForAnHour() {
        context.withPropertyValues("asset.storage.endpoint=")
                .run(started -> assertThat(started.getBean(StorageProperties.class))
                        .isEqualTo(new StorageProperties(
                                "pictures",
                                null,
                                "auto",
                                "somebody",
                                "top-secret",
                                Duration.ofSeconds(20),
                                Duration.ofHours(1))));
    }

    @Test
    void explicitValues() {
        context.withPropertyValues(
                        "asset.storage.endpoint=http://127.0.0.1:8675",
                        "asset.storage.region=eu-west-1",
                        "asset.storage.timeout=8s",
                        "asset.storage.downloads=5m")
                .run(started -> assertThat(started.getBean(StorageProperties.class))
                        .isEqualTo(new StorageProperties(
                                "pictures",
                                URI.create("http://127.0.0.1:8675"),
                                "eu-west-1",
                                "somebody",
                                "top-secret",
                                Duration.ofSeconds(8),
                                Duration.ofMinutes(5))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bucket=",
                "access-key-id=",
                "secret-access-key=",
                "region=",
                "timeout=0s",
                "downloads=0s",
                "downloads=8d"
            })
    void whatCannotWorkIsRefusedAtTheStart(String setting) {
        context.withPropertyValues("asset.storage." + setting)
                .run(started -> assertThat(started).hasFailed());
    }

    @Test
    void theSecretIsNotWrittenToLogs() {
        context.run(started ->
                assertThat(started.getBean(StorageProperties.class).toString()).doesNotContain("top-secret"));
    }

    @EnableConfigurationProperties(StorageProperties.class)
    static class Bound {}
}
