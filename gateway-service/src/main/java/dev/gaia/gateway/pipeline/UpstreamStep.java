package dev.gaia.gateway.pipeline;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;

import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.Upstream;
import dev.gaia.gateway.route.Upstreams;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.URI;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Sends the request to an instance of its service, and says what went wrong when there is no answer. */
@Component
class UpstreamStep implements GlobalFilter, Ordered {

    private static final String RETRY_AFTER_SECONDS = "2";

    private final RouteTable table;
    private final Upstreams upstreams;

    UpstreamStep(RouteTable table, Upstreams upstreams) {
        this.table = table;
        this.upstreams = upstreams;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.UPSTREAM;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Upstream upstream = table.find(exchange.getRequest().getPath().pathWithinApplication())
                .map(route -> upstreams.get(route.upstream()))
                .orElseThrow();
        return upstream.ask(instance -> sendTo(instance, exchange, chain))
                .onErrorMap(_ -> !exchange.getResponse().isCommitted(), failure -> explained(failure, upstream));
    }

    private static Mono<Void> sendTo(URI instance, ServerWebExchange exchange, GatewayFilterChain chain) {
        ServerWebExchangeUtils.reset(exchange);
        exchange.getAttributes()
                .put(
                        GATEWAY_REQUEST_URL_ATTR,
                        at(instance, exchange.getRequest().getURI()));
        return chain.filter(exchange);
    }

    private static URI at(URI instance, URI requested) {
        return UriComponentsBuilder.fromUri(requested)
                .scheme(instance.getScheme())
                .host(instance.getHost())
                .port(instance.getPort())
                .build(true)
                .toUri();
    }

    private static Throwable explained(Throwable failure, Upstream upstream) {
        if (failure instanceof ReadTimeoutException) {
            return GatewayProblem.UPSTREAM_TIMEOUT.exception(
                    "The " + upstream.name().label() + " service did not answer in time.");
        }
        return failure instanceof IOException ? unavailable(upstream) : failure;
    }

    private static ErrorResponseException unavailable(Upstream upstream) {
        ErrorResponseException problem = GatewayProblem.UPSTREAM_UNAVAILABLE.exception(
                "The " + upstream.name().label() + " service is away. Try again in " + RETRY_AFTER_SECONDS + " s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return problem;
    }
}
