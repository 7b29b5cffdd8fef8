package dev.gaia.gateway.pipeline;

import dev.gaia.common.identity.CallerAuthentication;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Credential;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Takes away everything by which a client could claim to be somebody, and sends the verified access token instead, and the
 * address that the request came from. Where the service itself asks who it is, the two headers stay by which that is proved
 * and not only claimed.
 */
@Component
public class OutgoingHeaders implements GlobalFilter, Ordered {

    /** {@code Connection} names headers that are not to be passed on: it could name our own {@code Authorization}. */
    private static final Set<String> REMOVED = Set.of(
            "authorization",
            "connection",
            "cookie",
            "forwarded",
            "remote-user",
            "true-client-ip",
            "via",
            "x-api-key",
            "x-http-method-override",
            "x-method-override",
            "x-real-ip",
            "x-rewrite-url");

    private static final Set<String> PROOFS = Set.of("authorization", "cookie");

    private static final List<String> REMOVED_PREFIXES = List.of(
            "x-account",
            "x-admin",
            "x-auth",
            "x-caller",
            "x-client",
            "x-forwarded",
            "x-gaia",
            "x-identity",
            "x-original",
            "x-principal",
            "x-remote",
            "x-role",
            "x-scope",
            "x-session",
            "x-tenant",
            "x-user");

    private static final String ADDED = OutgoingHeaders.class.getName() + ".added";

    private final ClientAddress clientAddress;
    private final RouteTable table;

    OutgoingHeaders(ClientAddress clientAddress, RouteTable table) {
        this.clientAddress = clientAddress;
        this.table = table;
    }

    /** Adds a header of the gateway's own to what goes to the service, in place of what a client said in it. */
    public static void add(ServerWebExchange exchange, String name, String value) {
        HttpHeaders added = exchange.getAttributeOrDefault(ADDED, new HttpHeaders());
        added.set(name, value);
        exchange.getAttributes().put(ADDED, added);
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.OUTGOING_HEADERS.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Set<String> kept = provesItself(exchange) ? PROOFS : Set.of();
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .map(caller -> {
                    exchange.getAttributes().put(ConversationAffinity.CALLER, caller.getPrincipal());
                    return caller.getCredentials().getTokenValue();
                })
                .defaultIfEmpty("")
                .flatMap(token -> chain.filter(exchange.mutate()
                        .request(request -> request.headers(headers -> rewrite(
                                headers,
                                token,
                                clientAddress.of(exchange.getRequest()),
                                kept,
                                exchange.getAttributeOrDefault(ADDED, HttpHeaders.EMPTY))))
                        .build()));
    }

    private boolean provesItself(ServerWebExchange exchange) {
        return table.find(exchange)
                .filter(route -> route.credential() == Credential.PASSED_ON)
                .isPresent();
    }

    private static void rewrite(
            HttpHeaders headers, String token, String address, Set<String> kept, HttpHeaders added) {
        List.copyOf(headers.headerNames()).stream()
                .filter(name -> claimsIdentity(name) && !kept.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(headers::remove);
        headers.set("X-Gaia-Client-Address", address);
        if (!token.isEmpty()) {
            headers.setBearerAuth(token);
        }
        added.forEach((name, values) -> headers.put(name, values));
    }

    private static boolean claimsIdentity(String header) {
        String name = header.toLowerCase(Locale.ROOT).replace('_', '-');
        return REMOVED.contains(name) || REMOVED_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
