package dev.gaia.gateway.identity;

import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Credential;
import java.util.function.Function;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Finds out who calls, where the route asks for that. What is not in the table is the gateway's own and open, or not there at
 * all and 404 for everybody. Open paths ask for nothing, so that a stale token cannot keep its owner from signing in again.
 *
 * <p>It stands for a dozen filters of Spring Security's, whose many steps, and a web session that one of them made and threw
 * away, took most of the time of a request.
 */
final class IdentityFilter implements WebFilter {

    private final RouteTable table;
    private final Credentials credentials;
    private final ReactiveAuthenticationManager tokens;
    private final ServerAuthenticationEntryPoint unauthenticated;

    IdentityFilter(
            RouteTable table,
            Credentials credentials,
            ReactiveAuthenticationManager tokens,
            ServerAuthenticationEntryPoint unauthenticated) {
        this.table = table;
        this.credentials = credentials;
        this.tokens = tokens;
        this.unauthenticated = unauthenticated;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        boolean needed = table.find(exchange)
                .filter(route -> route.credential() == Credential.NEEDED)
                .isPresent();
        if (!needed) {
            return chain.filter(exchange);
        }
        // What comes after must not run inside of what handles a refusal: its own failures are no refusals.
        return caller(exchange)
                .map(caller ->
                        chain.filter(exchange).contextWrite(ReactiveSecurityContextHolder.withAuthentication(caller)))
                .onErrorResume(AuthenticationException.class, refusal -> Mono.just(refused(exchange, refusal)))
                .flatMap(Function.identity());
    }

    private Mono<Authentication> caller(ServerWebExchange exchange) {
        return credentials
                .accessToken(exchange)
                .switchIfEmpty(Mono.error(() -> new AuthenticationCredentialsNotFoundException("Nothing was sent")))
                .flatMap(token -> tokens.authenticate(new BearerTokenAuthenticationToken(token)));
    }

    private Mono<Void> refused(ServerWebExchange exchange, AuthenticationException refusal) {
        return refusal instanceof AuthenticationServiceException
                ? Mono.error(refusal)
                : unauthenticated.commence(exchange, refusal);
    }
}
