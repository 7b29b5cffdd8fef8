package dev.gaia.chat.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the engines, unless {@code chat.engine.enabled=false} leaves this instance to remote providers. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({EngineProperties.class, ModelPoolProperties.class})
class EngineConfiguration {

    @Bean
    @ConfigurationPropertiesBinding
    static DeviceConverter deviceConverter() {
        return new DeviceConverter();
    }

    @Bean
    @ConfigurationPropertiesBinding
    static PrecisionConverter precisionConverter() {
        return new PrecisionConverter();
    }

    /** Loads its model while the rest of the service starts. Whether it exists is decided at start, not when the jar is built. */
    @Bean
    @Nullable
    ModelPool llmEngine(EngineProperties properties, ModelPoolProperties pool, MeterRegistry registry)
            throws IOException {
        if (!properties.enabled()) {
            return null;
        }
        return ModelPool.start(
                ConfiguredModel.all(properties, pool, registry),
                pool.budget(),
                pool.loadTimeout(),
                properties.maxRunning() + properties.maxQueued());
    }

    /** The service takes no request before its model can answer, and does not start without it. */
    @Bean
    SmartInitializingSingleton modelIsReady(ObjectProvider<ModelPool> models) {
        return () -> models.ifAvailable(EngineConfiguration::awaitFirst);
    }

    private static void awaitFirst(ModelPool models) {
        try {
            models.awaitFirst();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The service ends while its model is being loaded", interrupted);
        }
    }

    /** Part of liveness: an engine whose thread has died comes back only with a new process. */
    @Bean
    HealthIndicator engineHealthIndicator(ObjectProvider<ModelPool> models) {
        return () -> (models.stream().allMatch(ModelPool::isAlive) ? Health.up() : Health.down()).build();
    }
}
