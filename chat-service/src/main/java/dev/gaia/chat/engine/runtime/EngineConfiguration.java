package dev.gaia.chat.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the engines, unless {@code chat.engine.enabled=false} leaves this instance to remote providers. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "chat.engine.enabled", matchIfMissing = true)
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

    @Bean
    ModelPool llmEngine(EngineProperties properties, ModelPoolProperties pool, MeterRegistry registry)
            throws IOException {
        return ModelPool.start(
                ConfiguredModel.all(properties, pool, registry),
                pool.budget(),
                pool.loadTimeout(),
                properties.maxRunning() + properties.maxQueued());
    }

    /** Part of liveness: an engine whose thread has died comes back only with a new process. */
    @Bean
    HealthIndicator engineHealthIndicator(ModelPool models) {
        return () -> (models.isAlive() ? Health.up() : Health.down()).build();
    }
}
