package dev.gaia.common.correlation;

import io.micrometer.context.ContextRegistry;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts the request's correlation id into the Reactor context, the response and the request that is passed on, in
 * reactive services; with {@code spring.reactor.context-propagation=auto} it is in the logging context of every thread.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class CorrelationWebFilter implements WebFilter {

    CorrelationWebFilter(ContextRegistry registry) {
        registry.registerThreadLocalAccessor(
                CorrelationId.KEY,
                () -> MDC.get(CorrelationId.KEY),
                id -> MDC.put(CorrelationId.KEY, id),
                () -> MDC.remove(CorrelationId.KEY));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String id = CorrelationId.from(exchange.getRequest().getHeaders().getFirst(CorrelationId.HEADER));
        // For whoever answers failures that leave the chain of filters, and with it this context.
        exchange.getAttributes().put(CorrelationId.KEY, id);
        // Set at the last moment, so that it replaces one that a service behind a gateway has sent.
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().set(CorrelationId.HEADER, id);
            return Mono.empty();
        });
        ServerWebExchange named = exchange.mutate()
                .request(request -> request.headers(headers -> headers.set(CorrelationId.HEADER, id)))
                .build();
        return chain.filter(named).contextWrite(context -> context.put(CorrelationId.KEY, id));
    }
}
