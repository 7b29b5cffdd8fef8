package dev.gaia.auth.oauth;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2DeviceAuthorizationRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2DeviceAuthorizationRequestAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** A client without a person before it that names no scope means all that it may have. */
@Component
class DefaultScopes {

    private final AuthenticationConverter machines = new OAuth2ClientCredentialsAuthenticationConverter();
    private final AuthenticationConverter devices = new OAuth2DeviceAuthorizationRequestAuthenticationConverter();

    AuthenticationConverter forMachines() {
        return request -> machines.convert(request) instanceof OAuth2ClientCredentialsAuthenticationToken asked
                ? named(asked)
                : null;
    }

    private static Authentication named(OAuth2ClientCredentialsAuthenticationToken asked) {
        RegisteredClient client = clientOf(asked.getPrincipal());
        if (client == null || !asked.getScopes().isEmpty()) {
            return asked;
        }
        return new OAuth2ClientCredentialsAuthenticationToken(
                (Authentication) Objects.requireNonNull(asked.getPrincipal()),
                client.getScopes(),
                asked.getAdditionalParameters());
    }

    AuthenticationConverter forDevices() {
        return request -> devices.convert(request) instanceof OAuth2DeviceAuthorizationRequestAuthenticationToken asked
                ? named(asked)
                : null;
    }

    private static Authentication named(OAuth2DeviceAuthorizationRequestAuthenticationToken asked) {
        RegisteredClient client = clientOf(asked.getPrincipal());
        if (client == null || !asked.getScopes().isEmpty()) {
            return asked;
        }
        Set<String> all = client.getScopes().stream()
                .filter(scope -> !scope.equals(OidcScopes.OPENID))
                .collect(Collectors.toUnmodifiableSet());
        return new OAuth2DeviceAuthorizationRequestAuthenticationToken(
                (Authentication) Objects.requireNonNull(asked.getPrincipal()),
                Objects.requireNonNull(asked.getAuthorizationUri()),
                all,
                asked.getAdditionalParameters());
    }

    private static @Nullable RegisteredClient clientOf(@Nullable Object principal) {
        return principal instanceof OAuth2ClientAuthenticationToken known ? known.getRegisteredClient() : null;
    }
}
