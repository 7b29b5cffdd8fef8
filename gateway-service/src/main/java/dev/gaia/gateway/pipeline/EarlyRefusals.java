package dev.gaia.gateway.pipeline;

import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Refusals by steps before {@link GatewayPipeline#CORS}: the page that sent the request may read why all the same. */
@Component
class EarlyRefusals {

    private final CorsProcessor processor = new DefaultCorsProcessor();
    private final CorsConfigurationSource cors;

    EarlyRefusals(CorsConfigurationSource cors) {
        this.cors = cors;
    }

    Mono<Void> refuse(ServerWebExchange exchange, ErrorResponseException problem) {
        CorsConfiguration configuration = cors.getCorsConfiguration(exchange);
        boolean mayRead = configuration == null || processor.process(configuration, exchange);
        // Else the processor has already set the answer that pages of other origins get.
        return mayRead ? Mono.error(problem) : exchange.getResponse().setComplete();
    }
}
