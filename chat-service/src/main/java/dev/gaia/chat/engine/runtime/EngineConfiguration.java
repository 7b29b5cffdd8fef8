package dev.gaia.chat.engine.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Starts the engine, unless {@code chat.engine.enabled=false} leaves this instance to remote providers. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "chat.engine.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EngineProperties.class)
class EngineConfiguration {

    private static final Logger log = LoggerFactory.getLogger(EngineConfiguration.class);

    @Bean
    BatchingLlmEngine llmEngine(EngineProperties properties, MeterRegistry registry) throws IOException {
        long start = System.nanoTime();
        BatchingLlmEngine engine =
                BatchingLlmEngine.start(properties, new EngineMetrics(registry, properties.effectiveModelId()));
        log.info(
                "Serving {} in {}: {} sequences of {} tokens, ready after {} ms",
                engine.model().id(),
                engine.model().precision(),
                properties.maxRunning(),
                engine.model().contextTokens(),
                (System.nanoTime() - start) / 1_000_000);
        return engine;
    }

    /** Part of liveness: an engine whose thread has died comes back only with a new process. */
    @Bean
    HealthIndicator engineHealthIndicator(BatchingLlmEngine engine) {
        return () -> (engine.isAlive() ? Health.up() : Health.down()).build();
    }
}
