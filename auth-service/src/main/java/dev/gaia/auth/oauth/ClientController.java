package dev.gaia.auth.oauth;

import dev.gaia.auth.credential.ClientSecrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Admins say which other programs may ask for tokens; those of a client that was taken away end with it. */
@RestController
@RequestMapping("/api/v2/admin/oauth-clients")
class ClientController {

    private final Clients clients;
    private final ClientRegistry registry;
    private final ClientSecrets secrets;
    private final OAuthProperties properties;
    private final InstantSource clock;

    ClientController(
            Clients clients,
            ClientRegistry registry,
            ClientSecrets secrets,
            OAuthProperties properties,
            InstantSource clock) {
        this.clients = clients;
        this.registry = registry;
        this.secrets = secrets;
        this.properties = properties;
        this.clock = clock;
    }

    /** @param clientId with a letter first, so that it is never taken for the id of an account */
    record RegisterClient(
            @NotNull @Pattern(regexp = "[g-z][a-z0-9-]{2,63}")
            String clientId,

            @NotBlank @Size(max = 100) String name,
            @NotNull ClientKind kind,
            @Nullable @Size(max = 10) Set<@NotBlank @Size(max = 200) String> redirectUris,
            @NotEmpty Set<@Pattern(regexp = "openid|profile|email|chat|assets|admin") String> scopes) {}

    record ClientResponse(String clientId, String name, ClientKind kind, Set<String> redirectUris, Set<String> scopes) {

        static ClientResponse from(RegisteredClient client) {
            return new ClientResponse(
                    client.getClientId(),
                    client.getClientName(),
                    ClientKind.of(client),
                    client.getRedirectUris(),
                    client.getScopes());
        }
    }

    record RegisteredResponse(
            ClientResponse client, @Nullable String clientSecret) {

        @Override
        public String toString() {
            return "RegisteredResponse[***]";
        }
    }

    record ClientsResponse(List<ClientResponse> clients) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    RegisteredResponse register(@RequestBody @Valid RegisterClient request) {
        Set<String> redirectUris = request.redirectUris() == null ? Set.of() : request.redirectUris();
        check(request.kind(), redirectUris);
        String secret = request.kind().hasSecret() ? secrets.newSecret() : null;
        RegisteredClient.Builder client = request.kind()
                .addTo(RegisteredClient.withId(UUID.randomUUID().toString()))
                .clientId(request.clientId())
                .clientIdIssuedAt(clock.instant())
                .clientName(request.name().strip())
                .redirectUris(uris -> uris.addAll(redirectUris))
                .scopes(scopes -> scopes.addAll(request.scopes()))
                .clientSettings(DefaultClients.settings(true))
                .tokenSettings(DefaultClients.tokens(properties));
        if (secret != null) {
            client.clientSecret(Objects.requireNonNull(secrets.encode(secret)));
        }
        return new RegisteredResponse(ClientResponse.from(saved(client.build())), secret);
    }

    private RegisteredClient saved(RegisteredClient client) {
        try {
            clients.save(client);
            return client;
        } catch (DuplicateKeyException | IllegalArgumentException _) {
            throw OAuthProblem.INVALID_CLIENT.exception("There is a client with this client_id.");
        }
    }

    private static void check(ClientKind kind, Set<String> redirectUris) {
        if (kind.redirects() == redirectUris.isEmpty()) {
            throw OAuthProblem.INVALID_CLIENT.exception(
                    kind.redirects() ? "redirect_uris must name one." : "This kind of client has no redirect_uris.");
        }
        try {
            redirectUris.forEach(RedirectUri::check);
        } catch (IllegalArgumentException wrong) {
            throw OAuthProblem.INVALID_CLIENT.exception(String.valueOf(wrong.getMessage()));
        }
    }

    @GetMapping
    ClientsResponse list() {
        return new ClientsResponse(registry.clientIds().stream()
                .map(clients::findByClientId)
                .map(ClientResponse::from)
                .toList());
    }

    @DeleteMapping("/{clientId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String clientId) {
        if (!registry.remove(clientId)) {
            throw OAuthProblem.CLIENT_NOT_FOUND.exception("There is no client with this client_id.");
        }
    }
}
