package dev.gaia.gateway.admission;

import dev.gaia.gateway.pipeline.GatewayPipeline;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sees when an instance begins its answer, and gives it up when that takes too long. */
@Component
class FirstByteStep implements GlobalFilter, Ordered {

    private final AdmissionProperties properties;

    FirstByteStep(AdmissionProperties properties) {
        this.properties = properties;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.FIRST_BYTE.order();
    }

    /** Spring Cloud Gateway's exchange with the instance is complete when the head of the answer is there. */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Pass pass = exchange.getAttribute(AdmissionStep.PASS);
        if (pass == null) {
            return chain.filter(exchange);
        }
        Duration longest = properties.of(pass.compartment().requestClass()).firstByte();
        return chain.filter(exchange)
                .timeout(longest, Mono.error(() -> ReadTimeoutException.INSTANCE))
                .doOnSuccess(_ -> answered(exchange, pass));
    }

    private static void answered(ServerWebExchange exchange, Pass pass) {
        MediaType type = exchange.getResponse().getHeaders().getContentType();
        boolean stream = type != null && type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM);
        boolean telling = stream
                || pass.compartment().requestClass() == RequestClass.LOGIN
                || exchange.getRequest().getMethod() == HttpMethod.GET;
        pass.answered(stream, telling, System.nanoTime());
    }
}
