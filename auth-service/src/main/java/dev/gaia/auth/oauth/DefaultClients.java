package dev.gaia.auth.oauth;

import java.util.Set;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** Gaia's own clients, which are there from the first start and follow the configuration. */
@Component
class DefaultClients {

    private static final String HEADSET_ID = "5f6f3a52-6f0b-4f6e-9b1c-0d6a6f2b6a01";
    private static final String WEB_ID = "5f6f3a52-6f0b-4f6e-9b1c-0d6a6f2b6a02";

    private final Clients clients;
    private final OAuthProperties properties;

    DefaultClients(Clients clients, OAuthProperties properties) {
        this.clients = clients;
        this.properties = properties;
    }

    @EventListener(ApplicationStartedEvent.class)
    void register() {
        save(headset());
        save(web());
    }

    private void save(RegisteredClient client) {
        try {
            clients.save(client);
        } catch (DuplicateKeyException _) {
            clients.save(client); // another instance began at the same time: now it is there, and is updated
        }
    }

    private RegisteredClient headset() {
        return ClientKind.DEVICE
                .addTo(RegisteredClient.withId(HEADSET_ID))
                .clientId("gaia-headset")
                .clientName("Gaia on a headset")
                .scopes(scopes -> scopes.addAll(Set.of("chat", "assets", "email")))
                .clientSettings(settings(true))
                .tokenSettings(tokens(properties))
                .build();
    }

    private RegisteredClient web() {
        return ClientKind.APP
                .addTo(RegisteredClient.withId(WEB_ID))
                .clientId("gaia-web")
                .clientName("Gaia in the browser")
                .redirectUris(uris -> {
                    uris.addAll(properties.webRedirectUris());
                    uris.add(properties.publicUrl() + "/app/signed-in");
                })
                .postLogoutRedirectUri(properties.publicUrl() + "/")
                .scopes(scopes ->
                        scopes.addAll(Set.of("openid", "profile", "email", "account", "chat", "assets", "admin")))
                .clientSettings(settings(false))
                .tokenSettings(tokens(properties))
                .build();
    }

    static ClientSettings settings(boolean consent) {
        return ClientSettings.builder()
                .requireProofKey(true)
                .requireAuthorizationConsent(consent)
                .build();
    }

    static TokenSettings tokens(OAuthProperties properties) {
        return TokenSettings.builder()
                .reuseRefreshTokens(false)
                .deviceCodeTimeToLive(properties.deviceCode())
                .build();
    }
}
