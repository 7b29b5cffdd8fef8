package dev.gaia.auth.oauth;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.ClientSession;
import dev.gaia.auth.session.ClientSessions;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.AccessToken;
import dev.gaia.auth.token.Grant;
import dev.gaia.auth.token.TokenIssuer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenExchangeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;

/**
 * Makes the tokens that Spring Authorization Server gives out: access and refresh tokens as every sign-in of Gaia has them,
 * so that gateway and services need not tell them apart.
 */
@Component
class GaiaTokens implements OAuth2TokenGenerator<OAuth2Token> {

    private static final String AUDIENCE = "gaia";

    private final TokenIssuer issuer;
    private final ClientSessions clientSessions;
    private final Sessions sessions;
    private final JwtDecoder decoder;
    private final IdTokens idTokens;
    private final InstantSource clock;
    private final OAuthMetrics metrics;

    GaiaTokens(
            TokenIssuer issuer,
            ClientSessions clientSessions,
            Sessions sessions,
            JwtDecoder decoder,
            IdTokens idTokens,
            InstantSource clock,
            OAuthMetrics metrics) {
        this.issuer = issuer;
        this.clientSessions = clientSessions;
        this.sessions = sessions;
        this.decoder = decoder;
        this.idTokens = idTokens;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public @Nullable OAuth2Token generate(OAuth2TokenContext context) {
        return switch (context.getTokenType().getValue()) {
            case OAuth2ParameterNames.ACCESS_TOKEN ->
                decoder.decode(accessToken(context).value());
            case OAuth2ParameterNames.REFRESH_TOKEN ->
                new OAuth2RefreshToken(clientSessions.refreshToken(sessionOf(context)), clock.instant());
            case OidcParameterNames.ID_TOKEN -> idTokens.generate(context);
            default -> null;
        };
    }

    private AccessToken accessToken(OAuth2TokenContext context) {
        AuthorizationGrantType grant = context.getAuthorizationGrantType();
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(grant)) {
            return forMachine(context);
        }
        return AuthorizationGrantType.TOKEN_EXCHANGE.equals(grant) ? exchanged(context) : forUser(context);
    }

    /** Two who come with the same code find the same session, and the second ends it: one of them has stolen the code. */
    private AccessToken forUser(OAuth2TokenContext context) {
        UUID session = sessionOf(context);
        UUID account = accountOf(context);
        String client = context.getRegisteredClient().getClientId();
        Set<String> scopes = context.getAuthorizedScopes();
        if (!clientSessions.open(new ClientSession(session, account, client, scopes))) {
            metrics.replayed();
            sessions.end(session, Reason.CODE_REPLAYED);
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
        Grant grant = AuthorizationGrantType.DEVICE_CODE.equals(context.getAuthorizationGrantType())
                ? Grant.DEVICE_CODE
                : Grant.AUTHORIZATION_CODE;
        return issuer.issueToClient(account, session, grant, scopes, Map.of(PresentedTokens.CLIENT, client));
    }

    private AccessToken forMachine(OAuth2TokenContext context) {
        UUID session = UUID.randomUUID();
        String client = context.getRegisteredClient().getClientId();
        Set<String> scopes = context.getAuthorizedScopes();
        clientSessions.open(new ClientSession(session, null, client, scopes), issuer.life());
        return issuer.issueToMachine(
                UUID.fromString(context.getRegisteredClient().getId()),
                session,
                scopes,
                Map.of(PresentedTokens.CLIENT, client));
    }

    /** In the session of the token that is exchanged, with no more than that allowed. */
    private AccessToken exchanged(OAuth2TokenContext context) {
        OAuth2Authorization subject = Objects.requireNonNull(context.getAuthorization());
        OAuth2TokenExchangeAuthenticationToken request =
                Objects.requireNonNull(context.<OAuth2TokenExchangeAuthenticationToken>getAuthorizationGrant());
        if (!Set.of(AUDIENCE).containsAll(request.getAudiences())
                || !request.getResources().isEmpty()) {
            throw new OAuth2AuthenticationException("invalid_target");
        }
        Set<String> had =
                Objects.requireNonNull(subject.getAccessToken()).getToken().getScopes();
        if (!had.containsAll(context.getAuthorizedScopes())) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        String client = context.getRegisteredClient().getClientId();
        Map<String, Object> claims = new HashMap<>();
        claims.put(PresentedTokens.CLIENT, client);
        claims.put("act", Map.of("sub", context.getRegisteredClient().getId(), PresentedTokens.CLIENT, client));
        return issuer.issueToClient(
                UUID.fromString(subject.getPrincipalName()),
                UUID.fromString(subject.getId()),
                Grant.TOKEN_EXCHANGE,
                context.getAuthorizedScopes(),
                claims);
    }

    private static UUID sessionOf(OAuth2TokenContext context) {
        return UUID.fromString(
                Objects.requireNonNull(context.getAuthorization()).getId());
    }

    private static UUID accountOf(OAuth2TokenContext context) {
        Authentication principal = context.getPrincipal();
        return UUID.fromString(Objects.requireNonNull(principal).getName());
    }
}
