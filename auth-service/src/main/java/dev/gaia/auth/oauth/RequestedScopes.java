package dev.gaia.auth.oauth;

import java.util.Set;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/** What a client has asked for and nobody has allowed yet. */
final class RequestedScopes {

    private RequestedScopes() {}

    static Set<String> of(OAuth2Authorization asked) {
        OAuth2AuthorizationRequest request = asked.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (request != null) {
            return request.getScopes();
        }
        Set<String> byDevice = asked.getAttribute(OAuth2ParameterNames.SCOPE);
        return byDevice == null ? Set.of() : byDevice;
    }
}
