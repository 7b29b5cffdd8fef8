package dev.gaia.auth.oauth;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;

/**
 * What was allowed to whom. An authorization's id is also that of the Gaia session which its tokens belong to: so who ends
 * the one ends the other, from either side.
 *
 * <p>Of codes and tokens only hashes are stored; of what somebody presents, the authorization that is found has the value.
 * Access tokens are not looked up but read, and so need no row: what a client does for itself, or by an exchanged token, has
 * none.
 */
@Component
class HashedAuthorizations implements OAuth2AuthorizationService {

    private static final Set<AuthorizationGrantType> STORED =
            Set.of(AuthorizationGrantType.AUTHORIZATION_CODE, AuthorizationGrantType.DEVICE_CODE);

    private final JdbcOAuth2AuthorizationService store;
    private final PresentedTokens presented;
    private final Sessions sessions;

    HashedAuthorizations(JdbcOAuth2AuthorizationService store, PresentedTokens presented, Sessions sessions) {
        this.store = store;
        this.presented = presented;
        this.sessions = sessions;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        if (isRevoked(authorization.getAccessToken()) || isRevoked(authorization.getRefreshToken())) {
            end(authorization);
        }
        if (STORED.contains(authorization.getAuthorizationGrantType())) {
            store.save(hashed(authorization));
        }
    }

    private static boolean isRevoked(OAuth2Authorization.@Nullable Token<?> token) {
        return token != null && token.isInvalidated();
    }

    private void end(OAuth2Authorization authorization) {
        if (authorization.getAuthorizationGrantType().equals(AuthorizationGrantType.TOKEN_EXCHANGE)) {
            // It lives in the session of the token that it was exchanged for, which is not this client's to end.
            throw new OAuth2AuthenticationException("unsupported_token_type");
        }
        sessions.end(UUID.fromString(authorization.getId()), Reason.CLIENT_REVOKED);
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        store.remove(authorization);
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return store.findById(id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        if (type == null) {
            OAuth2Authorization found = presented.accessToken(token);
            return found == null ? presented.refreshToken(token) : found;
        }
        return switch (type.getValue()) {
            case OAuth2ParameterNames.ACCESS_TOKEN -> presented.accessToken(token);
            case OAuth2ParameterNames.REFRESH_TOKEN -> presented.refreshToken(token);
            case OAuth2ParameterNames.STATE -> store.findByToken(token, type);
            default -> withValue(store.findByToken(Hash.textOf(token), type), token);
        };
    }

    private static OAuth2Authorization hashed(OAuth2Authorization authorization) {
        OAuth2Authorization.Builder hashed = OAuth2Authorization.from(authorization);
        replace(authorization, hashed, value -> Hash.isText(value) ? value : Hash.textOf(value));
        return hashed.build();
    }

    private static @Nullable OAuth2Authorization withValue(@Nullable OAuth2Authorization found, String value) {
        if (found == null) {
            return null;
        }
        String hash = Hash.textOf(value);
        OAuth2Authorization.Builder whole = OAuth2Authorization.from(found);
        replace(found, whole, stored -> stored.equals(hash) ? value : stored);
        return whole.build();
    }

    private static void replace(
            OAuth2Authorization authorization, OAuth2Authorization.Builder target, Replacement replacement) {
        replace(
                authorization.getToken(OAuth2AuthorizationCode.class),
                target,
                replacement,
                (value, old) -> new OAuth2AuthorizationCode(value, start(old), end(old)));
        replace(
                authorization.getToken(OAuth2AccessToken.class),
                target,
                replacement,
                (value, old) -> new OAuth2AccessToken(
                        old.getTokenType(), value, old.getIssuedAt(), old.getExpiresAt(), old.getScopes()));
        replace(
                authorization.getToken(OAuth2RefreshToken.class),
                target,
                replacement,
                (value, old) -> new OAuth2RefreshToken(value, old.getIssuedAt(), old.getExpiresAt()));
        replace(
                authorization.getToken(OidcIdToken.class),
                target,
                replacement,
                (value, old) -> new OidcIdToken(value, old.getIssuedAt(), old.getExpiresAt(), kept(old)));
        replace(
                authorization.getToken(OAuth2DeviceCode.class),
                target,
                replacement,
                (value, old) -> new OAuth2DeviceCode(value, start(old), end(old)));
        replace(
                authorization.getToken(OAuth2UserCode.class),
                target,
                replacement,
                (value, old) -> new OAuth2UserCode(value, start(old), end(old)));
    }

    /** Somebody's address lies with their account and must not lie here as well. */
    private static Map<String, Object> kept(OidcIdToken token) {
        Map<String, Object> claims = new HashMap<>(token.getClaims());
        claims.keySet().removeAll(Set.of("email", "email_verified"));
        return claims;
    }

    private static Instant start(OAuth2Token code) {
        return Objects.requireNonNull(code.getIssuedAt());
    }

    private static Instant end(OAuth2Token code) {
        return Objects.requireNonNull(code.getExpiresAt());
    }

    private static <T extends AbstractOAuth2Token> void replace(
            OAuth2Authorization.@Nullable Token<T> token,
            OAuth2Authorization.Builder target,
            Replacement replacement,
            Copy<T> copy) {
        if (token != null) {
            T old = token.getToken();
            T replaced = copy.of(replacement.of(old.getTokenValue()), old);
            target.token(replaced, metadata -> {
                metadata.remove(OAuth2Authorization.Token.CLAIMS_METADATA_NAME);
                if (replaced instanceof OidcIdToken idToken) {
                    metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, idToken.getClaims());
                }
            });
        }
    }

    private interface Replacement {
        String of(String value);
    }

    private interface Copy<T> {
        T of(String value, T old);
    }
}
