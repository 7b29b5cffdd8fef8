package dev.gaia.gateway.identity;

import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Credential;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Finds what a request brings: {@code X-API-Key}, an API key as bearer token (as OpenAI's SDKs send it), or an access token.
 * Open paths ask for nothing, so that a stale token cannot keep its owner from signing in again.
 */
@Component
class Credentials implements ServerAuthenticationConverter {

    private static final String BEARER = "bearer ";
    private static final String KEY_PREFIX = "gaia_";

    private final RouteTable table;
    private final ApiKeySwaps swaps;

    Credentials(RouteTable table, ApiKeySwaps swaps) {
        this.table = table;
        this.swaps = swaps;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        boolean needed = table.find(exchange)
                .filter(route -> route.credential() == Credential.NEEDED)
                .isPresent();
        if (!needed) {
            return Mono.empty();
        }
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String key = headers.getFirst("X-API-Key");
        String bearer = bearer(headers.getFirst(HttpHeaders.AUTHORIZATION));
        if (key == null && bearer != null && bearer.startsWith(KEY_PREFIX)) {
            key = bearer;
        }
        if (key != null) {
            return swaps.accessToken(key).map(BearerTokenAuthenticationToken::new);
        }
        return bearer == null ? Mono.empty() : Mono.just(new BearerTokenAuthenticationToken(bearer));
    }

    private static @Nullable String bearer(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return header.substring(BEARER.length()).strip();
    }
}
