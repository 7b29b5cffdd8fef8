package dev.gaia.gateway.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds what a request brings: {@code X-API-Key}, an API key as bearer token (as OpenAI's SDKs send it), or an access token.
 */
@Component
class Credentials {

    private static final String BEARER = "bearer ";
    private static final String KEY_PREFIX = "gaia_";

    private final ApiKeySwaps swaps;

    Credentials(ApiKeySwaps swaps) {
        this.swaps = swaps;
    }

    /** The access token, or the one that the key was swapped for; empty when the request brings neither. */
    Mono<String> accessToken(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String key = headers.getFirst("X-API-Key");
        String bearer = bearer(headers.getFirst(HttpHeaders.AUTHORIZATION));
        if (key == null && bearer != null && bearer.startsWith(KEY_PREFIX)) {
            key = bearer;
        }
        return key != null ? swaps.accessToken(key) : Mono.justOrEmpty(bearer);
    }

    private static @Nullable String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return header.substring(BEARER.length()).strip();
    }
}
