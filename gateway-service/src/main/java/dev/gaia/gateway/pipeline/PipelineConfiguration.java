package dev.gaia.gateway.pipeline;

import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How Spring Cloud Gateway's client behaves towards the services. */
@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

    /** Spring Cloud Gateway's own {@code response-timeout} ends with the head of an answer: a stream could stall for ever. */
    @Bean
    HttpClientCustomizer silenceIsBounded(PipelineProperties properties) {
        return client -> client.responseTimeout(properties.maxSilence())
                // It would send any request again on another connection; what may be sent again is for Upstream to say.
                .disableRetry(true);
    }
}
