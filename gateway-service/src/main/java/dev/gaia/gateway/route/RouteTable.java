package dev.gaia.gateway.route;

import static dev.gaia.gateway.route.RouteTable.Credential.NEEDED;
import static dev.gaia.gateway.route.RouteTable.Credential.OPEN;
import static dev.gaia.gateway.route.RouteTable.Credential.PASSED_ON;
import static dev.gaia.gateway.route.UpstreamName.ASSET;
import static dev.gaia.gateway.route.UpstreamName.AUTH;
import static dev.gaia.gateway.route.UpstreamName.CHAT;

import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Every path that the gateway passes on; what is not in it does not exist for clients. The first match counts. */
@Component
public class RouteTable {

    private static final String FOUND = RouteTable.class.getName() + ".found";

    private static final List<Route> ROUTES = List.of(
            route("/api/v0.3/auth/register", AUTH, OPEN),
            route("/api/v0.3/auth/login", AUTH, OPEN),
            route("/api/v0.3/auth/refresh", AUTH, OPEN),
            route("/api/v0.3/auth/validate", AUTH, OPEN),
            route("/api/v0.3/auth/confirm", AUTH, OPEN),
            route("/api/v0.3/auth/resend-verification", AUTH, OPEN),
            route("/api/v0.3/auth/**", AUTH, NEEDED),
            route("/api/v1/auth/register", AUTH, OPEN),
            route("/api/v1/auth/login", AUTH, OPEN),
            route("/api/v1/auth/refresh", AUTH, OPEN),
            route("/api/v1/auth/validate", AUTH, OPEN),
            route("/api/v1/auth/confirm", AUTH, OPEN),
            route("/api/v1/auth/resend-verification", AUTH, OPEN),
            route("/api/v1/auth/**", AUTH, NEEDED),
            route("/api/v2/account/password-reset/**", AUTH, OPEN),
            route("/api/v2/account/**", AUTH, NEEDED),
            route("/api/v2/admin/**", AUTH, NEEDED),
            route("/account/**", AUTH, OPEN),
            route("/auth/api-key-login", AUTH, OPEN),
            route("/.well-known/jwks.json", AUTH, OPEN),
            route("/.well-known/openid-configuration", AUTH, OPEN),
            route("/.well-known/oauth-authorization-server", AUTH, OPEN),
            route("/oauth2/**", AUTH, PASSED_ON),
            route("/connect/logout", AUTH, PASSED_ON),
            route("/login/**", AUTH, PASSED_ON),
            route("/logout", AUTH, PASSED_ON),
            route("/activate/**", AUTH, PASSED_ON),
            route("/userinfo", AUTH, NEEDED),
            route("/api/v0.3/chat", CHAT, NEEDED),
            route("/api/v0.3/conversations/**", CHAT, NEEDED),
            route("/api/v1/chat/**", CHAT, NEEDED),
            route("/api/v1/conversations/**", CHAT, NEEDED),
            route("/v1/models/**", CHAT, NEEDED),
            route("/v1/chat/completions", CHAT, NEEDED),
            route("/v1/embeddings", CHAT, NEEDED),
            route("/api/v1/assets/test", ASSET, OPEN),
            route("/api/v1/assets/**", ASSET, NEEDED),
            route("/api/v2/jobs/**", ASSET, NEEDED));

    /** Whether a request must say who sends it. */
    public enum Credential {
        NEEDED,
        OPEN,
        /** The service itself asks who sends it, so cookies and {@code Authorization} reach it: pages, and OAuth's clients. */
        PASSED_ON
    }

    /** One line of the table. */
    public record Route(PathPattern path, UpstreamName upstream, Credential credential) {}

    public List<Route> routes() {
        return ROUTES;
    }

    /** The route of a request, looked for once. */
    public Optional<Route> find(ServerWebExchange exchange) {
        Optional<Route> known = exchange.getAttribute(FOUND);
        if (known == null) {
            known = find(exchange.getRequest().getPath().pathWithinApplication());
            exchange.getAttributes().put(FOUND, known);
        }
        return known;
    }

    public Optional<Route> find(PathContainer path) {
        return ROUTES.stream().filter(route -> route.path().matches(path)).findFirst();
    }

    private static Route route(String path, UpstreamName upstream, Credential credential) {
        return new Route(PathPatternParser.defaultInstance.parse(path), upstream, credential);
    }
}
