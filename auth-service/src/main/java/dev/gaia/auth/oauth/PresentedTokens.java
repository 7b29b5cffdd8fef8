package dev.gaia.auth.oauth;

import dev.gaia.auth.session.ClientSession;
import dev.gaia.auth.session.ClientSessions;
import dev.gaia.auth.session.Sessions;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.stereotype.Component;

/** Finds out what was allowed by the token that somebody presents, while the token is good and its session lives. */
@Component
class PresentedTokens {

    static final String CLIENT = "client_id";

    private final JwtDecoder decoder;
    private final Sessions sessions;
    private final ClientSessions clientSessions;
    private final Clients clients;
    private final JdbcOAuth2AuthorizationService store;

    PresentedTokens(
            JwtDecoder decoder,
            Sessions sessions,
            ClientSessions clientSessions,
            Clients clients,
            JdbcOAuth2AuthorizationService store) {
        this.decoder = decoder;
        this.sessions = sessions;
        this.clientSessions = clientSessions;
        this.clients = clients;
        this.store = store;
    }

    @Nullable
    OAuth2Authorization accessToken(String value) {
        return decoded(value)
                .filter(token -> sessions.isLive(sessionOf(token)))
                .flatMap(this::authorization)
                .orElse(null);
    }

    private Optional<Jwt> decoded(String value) {
        try {
            return Optional.of(decoder.decode(value));
        } catch (JwtException _) {
            return Optional.empty();
        }
    }

    private Optional<OAuth2Authorization> authorization(Jwt token) {
        return holder(token).map(client -> authorization(token, client));
    }

    private Optional<RegisteredClient> holder(Jwt token) {
        String clientId = token.getClaimAsString(CLIENT);
        return clientId == null ? Optional.of(Clients.GAIA) : Optional.ofNullable(clients.findByClientId(clientId));
    }

    private OAuth2Authorization authorization(Jwt token, RegisteredClient client) {
        Set<String> scopes = Set.copyOf(
                List.of(String.valueOf(token.getClaimAsString("scope")).split(" ")));
        return base(token, client, scopes)
                .token(
                        new OAuth2AccessToken(
                                OAuth2AccessToken.TokenType.BEARER,
                                token.getTokenValue(),
                                token.getIssuedAt(),
                                token.getExpiresAt(),
                                scopes),
                        metadata -> {
                            metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, shown(token));
                            metadata.put(
                                    OAuth2TokenFormat.class.getName(), OAuth2TokenFormat.SELF_CONTAINED.getValue());
                        })
                .build();
    }

    /** The stored one where there is one and the token is its own, not one exchanged for it. */
    private OAuth2Authorization.Builder base(Jwt token, RegisteredClient client, Set<String> scopes) {
        String session = sessionOf(token).toString();
        String holder =
                clientSessions.find(sessionOf(token)).map(ClientSession::client).orElse(Clients.GAIA.getClientId());
        boolean own = holder.equals(client.getClientId());
        OAuth2Authorization stored = own ? store.findById(session) : null;
        return stored != null
                ? OAuth2Authorization.from(stored)
                : OAuth2Authorization.withRegisteredClient(client)
                        .id(session)
                        .principalName(subjectOf(token))
                        .authorizationGrantType(
                                own ? AuthorizationGrantType.CLIENT_CREDENTIALS : AuthorizationGrantType.TOKEN_EXCHANGE)
                        .authorizedScopes(scopes)
                        .attribute(
                                Principal.class.getName(),
                                UsernamePasswordAuthenticationToken.authenticated(subjectOf(token), null, List.of()));
    }

    /** Introspection takes an issuer for a URL, which that of access tokens is not. */
    private static Map<String, Object> shown(Jwt token) {
        Map<String, Object> claims = new HashMap<>(token.getClaims());
        claims.remove("iss");
        return claims;
    }

    private static String subjectOf(Jwt token) {
        return Objects.requireNonNull(token.getSubject());
    }

    private static UUID sessionOf(Jwt token) {
        return UUID.fromString(token.getClaimAsString("sid"));
    }

    @Nullable
    OAuth2Authorization refreshToken(String value) {
        return clientSessions
                .findByRefreshToken(value)
                .filter(session -> sessions.isLive(session.id()))
                .map(session -> store.findById(session.id().toString()))
                .map(found -> OAuth2Authorization.from(found)
                        .token(new OAuth2RefreshToken(value, null))
                        .build())
                .orElse(null);
    }
}
