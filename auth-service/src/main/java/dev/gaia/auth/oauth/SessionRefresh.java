package dev.gaia.auth.oauth;

import dev.gaia.auth.session.ClientRefresh;
import dev.gaia.auth.session.ClientSession;
import dev.gaia.auth.session.ClientSessions;
import dev.gaia.auth.session.Rotation;
import dev.gaia.auth.session.SessionTokens;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.stereotype.Component;

/**
 * Refreshes an OAuth client's session as any sign-in's: each token is good once, and its reuse ends the session. It stands in
 * the place of Spring Authorization Server's own provider, which knows the last token of a family only.
 */
@Component
class SessionRefresh implements AuthenticationProvider {

    private final ClientSessions sessions;
    private final HashedAuthorizations authorizations;
    private final IdTokens idTokens;
    private final InstantSource clock;

    SessionRefresh(
            ClientSessions sessions, HashedAuthorizations authorizations, IdTokens idTokens, InstantSource clock) {
        this.sessions = sessions;
        this.authorizations = authorizations;
        this.idTokens = idTokens;
        this.clock = clock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2RefreshTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2RefreshTokenAuthenticationToken request = (OAuth2RefreshTokenAuthenticationToken) authentication;
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken known) || !known.isAuthenticated()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        RegisteredClient client = Objects.requireNonNull(known.getRegisteredClient());
        if (!client.getAuthorizationGrantTypes().contains(AuthorizationGrantType.REFRESH_TOKEN)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);
        }
        ClientSession session = sessions.findByRefreshToken(request.getRefreshToken())
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
        return refresh(request, known, client, session);
    }

    private Authentication refresh(
            OAuth2RefreshTokenAuthenticationToken request,
            OAuth2ClientAuthenticationToken known,
            RegisteredClient client,
            ClientSession session) {
        Set<String> scopes = wanted(request.getScopes(), client, session);
        Rotation rotation = sessions.rotate(
                request.getRefreshToken(),
                new ClientRefresh(client.getClientId(), scopes, Map.of(PresentedTokens.CLIENT, client.getClientId())));
        return switch (rotation) {
            case Rotation.Rotated rotated ->
                new OAuth2AccessTokenAuthenticationToken(
                        client,
                        known,
                        accessToken(rotated.tokens(), scopes),
                        new OAuth2RefreshToken(rotated.tokens().refreshToken(), clock.instant()),
                        idToken(client, session, request));
            case Rotation.Refused _, Rotation.Reused _ ->
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        };
    }

    /** Less than was allowed, or all of it; and no more than the client may still ask for. */
    private static Set<String> wanted(Set<String> requested, RegisteredClient client, ClientSession session) {
        if (!session.scopes().containsAll(requested)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        return (requested.isEmpty() ? session.scopes() : requested)
                .stream().filter(client.getScopes()::contains).collect(Collectors.toUnmodifiableSet());
    }

    private OAuth2AccessToken accessToken(SessionTokens tokens, Set<String> scopes) {
        Instant now = clock.instant();
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER,
                tokens.accessToken().value(),
                now,
                now.plus(tokens.accessToken().life()),
                scopes);
    }

    private Map<String, Object> idToken(
            RegisteredClient client, ClientSession session, OAuth2RefreshTokenAuthenticationToken request) {
        OAuth2Authorization authorization = authorizations.findById(session.id().toString());
        if (authorization == null || !session.scopes().contains(OidcScopes.OPENID)) {
            return Map.of();
        }
        return idToken(client, authorization, request)
                .<Map<String, Object>>map(token -> Map.of(OidcParameterNames.ID_TOKEN, token))
                .orElseGet(Map::of);
    }

    private Optional<String> idToken(
            RegisteredClient client, OAuth2Authorization authorization, OAuth2RefreshTokenAuthenticationToken request) {
        Authentication principal = authorization.getAttribute(Principal.class.getName());
        return Optional.ofNullable(idTokens.generate(DefaultOAuth2TokenContext.builder()
                        .registeredClient(client)
                        .principal(Objects.requireNonNull(principal))
                        .authorizationServerContext(AuthorizationServerContextHolder.getContext())
                        .authorization(authorization)
                        .authorizedScopes(authorization.getAuthorizedScopes())
                        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                        .authorizationGrant(request)
                        .tokenType(new OAuth2TokenType(OidcParameterNames.ID_TOKEN))
                        .build()))
                .map(token -> token.getTokenValue());
    }
}
