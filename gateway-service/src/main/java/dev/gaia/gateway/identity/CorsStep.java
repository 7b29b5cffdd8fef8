package dev.gaia.gateway.identity;

import dev.gaia.gateway.pipeline.GatewayPipeline;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;

/** Answers preflight requests, and refuses pages of origins that may not call. */
@Component
class CorsStep extends CorsWebFilter implements Ordered {

    CorsStep(CorsConfigurationSource corsConfiguration) {
        super(corsConfiguration);
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.CORS.order();
    }
}
