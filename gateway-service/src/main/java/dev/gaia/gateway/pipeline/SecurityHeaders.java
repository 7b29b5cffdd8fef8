package dev.gaia.gateway.pipeline;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Tells browsers to make nothing of an answer but data. A service whose answer is a page says itself what the page may do;
 * that it cannot be framed and is not guessed at holds for pages too.
 */
@Component
class SecurityHeaders implements WebFilter, Ordered {

    private static final String TWO_YEARS = "max-age=63072000; includeSubDomains";

    @Override
    public int getOrder() {
        return GatewayPipeline.SECURITY_HEADERS.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        boolean https = isHttps(exchange.getRequest());
        // At the last moment, when what the service says is known.
        exchange.getResponse().beforeCommit(() -> {
            write(exchange.getResponse().getHeaders(), https);
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    /** Only browsers that came by TLS heed the header, so believing a client harms nobody else. */
    private static boolean isHttps(ServerHttpRequest request) {
        return request.getSslInfo() != null
                || "https".equalsIgnoreCase(request.getHeaders().getFirst("X-Forwarded-Proto"));
    }

    private static void write(HttpHeaders headers, boolean https) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        if (https) {
            headers.set("Strict-Transport-Security", TWO_YEARS);
        }
        setIfAbsent(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        setIfAbsent(headers, "Cross-Origin-Resource-Policy", "same-origin");
        setIfAbsent(headers, "Referrer-Policy", "no-referrer");
        setIfAbsent(headers, "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        setIfAbsent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static void setIfAbsent(HttpHeaders headers, String name, String value) {
        if (!headers.containsHeader(name)) {
            headers.set(name, value);
        }
    }
}
