package dev.gaia.auth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** What sort of program a client is; it says how the client shows who it is, and what it can ask for. */
enum ClientKind {
    /** Runs where its user can read it: no secret, PKCE. */
    @JsonProperty("app")
    APP(
            ClientAuthenticationMethod.NONE,
            AuthorizationGrantType.AUTHORIZATION_CODE,
            AuthorizationGrantType.REFRESH_TOKEN),
    /** Has a screen and no keyboard. */
    @JsonProperty("device")
    DEVICE(ClientAuthenticationMethod.NONE, AuthorizationGrantType.DEVICE_CODE, AuthorizationGrantType.REFRESH_TOKEN),
    /** Runs on a server of its makers: a secret, and PKCE too. */
    @JsonProperty("web_server")
    WEB_SERVER(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            AuthorizationGrantType.AUTHORIZATION_CODE,
            AuthorizationGrantType.REFRESH_TOKEN),
    /** Acts for nobody but itself, or for whoever's token it was given. */
    @JsonProperty("machine")
    MACHINE(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            AuthorizationGrantType.CLIENT_CREDENTIALS,
            AuthorizationGrantType.TOKEN_EXCHANGE);

    private final ClientAuthenticationMethod method;
    private final Set<AuthorizationGrantType> grants;

    ClientKind(ClientAuthenticationMethod method, AuthorizationGrantType... grants) {
        this.method = method;
        this.grants = Set.of(grants);
    }

    boolean hasSecret() {
        return !method.equals(ClientAuthenticationMethod.NONE);
    }

    boolean redirects() {
        return grants.contains(AuthorizationGrantType.AUTHORIZATION_CODE);
    }

    static ClientKind of(RegisteredClient client) {
        for (ClientKind kind : values()) {
            if (client.getAuthorizationGrantTypes().equals(kind.grants)
                    && client.getClientAuthenticationMethods().contains(kind.method)) {
                return kind;
            }
        }
        throw new IllegalStateException("Client " + client.getClientId() + " is of no known kind");
    }

    RegisteredClient.Builder addTo(RegisteredClient.Builder client) {
        client.clientAuthenticationMethod(method);
        if (hasSecret()) {
            client.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        }
        grants.forEach(client::authorizationGrantType);
        return client;
    }
}
