package dev.gaia.gateway.pipeline;

import java.util.List;
import java.util.Map;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses addresses that are too long and headers that are too large or too many, in the shape of the path. What is larger by far
 * never comes here: the server refuses it with the bare status ({@code server.max-http-request-header-size}).
 */
@Component
class HeaderLimit implements WebFilter, Ordered {

    private final long maxUri;
    private final long maxBytes;
    private final int maxCount;
    private final EarlyRefusals refusals;

    HeaderLimit(PipelineProperties properties, EarlyRefusals refusals) {
        this.maxUri = properties.maxUri().toBytes();
        this.maxBytes = properties.maxHeaders().toBytes();
        this.maxCount = properties.maxHeaderCount();
        this.refusals = refusals;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.HEADER_LIMIT.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (isTooLong(request)) {
            return refusals.refuse(
                    exchange,
                    GatewayProblem.URI_TOO_LONG.exception("An address may have " + maxUri + " bytes at most."));
        }
        if (areTooLarge(request.getHeaders())) {
            return refusals.refuse(
                    exchange,
                    GatewayProblem.HEADERS_TOO_LARGE.exception(
                            "A request may have " + maxCount + " headers and " + maxBytes + " bytes of them at most."));
        }
        return chain.filter(exchange);
    }

    private boolean isTooLong(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        return request.getURI().getRawPath().length() + (query == null ? 0 : query.length() + 1) > maxUri;
    }

    private boolean areTooLarge(HttpHeaders headers) {
        int count = 0;
        long bytes = 0;
        for (Map.Entry<String, List<String>> header : headers.headerSet()) {
            for (String value : header.getValue()) {
                count++;
                bytes += header.getKey().length() + value.length();
            }
        }
        return count > maxCount || bytes > maxBytes;
    }
}
