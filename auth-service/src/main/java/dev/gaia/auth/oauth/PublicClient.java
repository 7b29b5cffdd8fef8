package dev.gaia.auth.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A client that can keep no secret says who it is where what it brings proves the rest: a device code, a refresh token. For a
 * code the proof is PKCE's, which Spring Authorization Server checks; there this has no say.
 *
 * <p>No bean: Spring Security would take it for the way in which all of the API's callers say who they are.
 */
final class PublicClient implements AuthenticationConverter, AuthenticationProvider {

    private static final String NAMED = "gaia.public-client";

    private static final Set<String> GRANTS =
            Set.of(AuthorizationGrantType.DEVICE_CODE.getValue(), AuthorizationGrantType.REFRESH_TOKEN.getValue());

    private static final Set<String> PATHS = Set.of("/oauth2/device_authorization", "/oauth2/revoke");

    private final Clients clients;

    PublicClient(Clients clients) {
        this.clients = clients;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        if (!isWithoutSecret(request)) {
            return null;
        }
        requireVerifier(request);
        if (!isMeant(request)) {
            return null;
        }
        String[] ids = request.getParameterValues(OAuth2ParameterNames.CLIENT_ID);
        if (ids.length != 1 || ids[0].isBlank()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return new OAuth2ClientAuthenticationToken(ids[0], ClientAuthenticationMethod.NONE, null, Map.of(NAMED, true));
    }

    /** Else the answer would only be that nobody knows who asks. */
    private static void requireVerifier(HttpServletRequest request) {
        boolean redeems = AuthorizationGrantType.AUTHORIZATION_CODE
                .getValue()
                .equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE));
        if (redeems && request.getParameter(PkceParameterNames.CODE_VERIFIER) == null) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
    }

    private static boolean isWithoutSecret(HttpServletRequest request) {
        return request.getParameter(OAuth2ParameterNames.CLIENT_ID) != null
                && request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) == null
                && request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION) == null
                && request.getHeader("Authorization") == null;
    }

    private static boolean isMeant(HttpServletRequest request) {
        String path = request.getRequestURI();
        String grant = request.getParameter(OAuth2ParameterNames.GRANT_TYPE);
        return PATHS.contains(path) || (path.equals("/oauth2/token") && grant != null && GRANTS.contains(grant));
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        OAuth2ClientAuthenticationToken named = (OAuth2ClientAuthenticationToken) authentication;
        if (!named.getAdditionalParameters().containsKey(NAMED)) {
            return null;
        }
        RegisteredClient client = clients.findByClientId(named.getName());
        if (client == null || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
