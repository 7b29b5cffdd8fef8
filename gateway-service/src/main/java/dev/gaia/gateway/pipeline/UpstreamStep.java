package dev.gaia.gateway.pipeline;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import dev.gaia.gateway.route.Demand;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.Upstream;
import dev.gaia.gateway.route.Upstreams;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sends the request to an instance of its service, and says what went wrong when there is no answer. */
@Component
class UpstreamStep implements GlobalFilter, Ordered {

    private static final String RETRY_AFTER_SECONDS = "2";

    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    private static final Set<Integer> BROKEN = Set.of(502, 503, 504);

    private final RouteTable table;
    private final Upstreams upstreams;

    UpstreamStep(RouteTable table, Upstreams upstreams) {
        this.table = table;
        this.upstreams = upstreams;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.UPSTREAM.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        RouteTable.Route route = table.find(exchange).orElseThrow();
        Upstream upstream = upstreams.get(route.upstream());
        Demand demand = new Demand(
                ConversationAffinity.of(exchange, route), () -> isRepeatable(exchange), () -> isBroken(exchange));
        return upstream.ask(demand, instance -> sendTo(instance, exchange, chain))
                .onErrorMap(_ -> !exchange.getResponse().isCommitted(), failure -> explained(failure, upstream));
    }

    /** It changes nothing that is not the same the second time, nothing of its body is gone, nor has an answer begun. */
    private static boolean isRepeatable(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        return REPEATABLE.contains(request.getMethod())
                && request.getHeaders().getContentLength() <= 0
                && !request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && !exchange.getResponse().isCommitted();
    }

    /** One that is merely busy says when to come again. */
    private static boolean isBroken(ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        return status != null
                && BROKEN.contains(status.value())
                && !exchange.getResponse().getHeaders().containsHeader(HttpHeaders.RETRY_AFTER);
    }

    private static Mono<Void> sendTo(URI instance, ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(GATEWAY_ROUTE_ATTR);
        exchange.getAttributes()
                .put(
                        GATEWAY_ROUTE_ATTR,
                        Route.async()
                                .id(route.getId())
                                .asyncPredicate(route.getPredicate())
                                .uri(instance)
                                .build());
        return chain.filter(exchange).doOnError(_ -> forget(exchange));
    }

    /** What an instance said before it failed belongs neither to another's answer nor to ours. */
    private static void forget(ServerWebExchange exchange) {
        if (!exchange.getResponse().isCommitted()) {
            ServerWebExchangeUtils.reset(exchange);
        }
    }

    private static Throwable explained(Throwable failure, Upstream upstream) {
        if (failure instanceof ReadTimeoutException) {
            return GatewayProblem.UPSTREAM_TIMEOUT.exception(
                    "The " + upstream.name().label() + " service did not answer in time.");
        }
        return failure instanceof IOException || failure instanceof PrematureChannelClosureException
                ? unavailable(upstream)
                : failure;
    }

    private static ErrorResponseException unavailable(Upstream upstream) {
        ErrorResponseException problem = GatewayProblem.UPSTREAM_UNAVAILABLE.exception(
                "The " + upstream.name().label() + " service is away. Try again in " + RETRY_AFTER_SECONDS + " s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return problem;
    }
}
