package dev.gaia.auth.apikey;

import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.account.UserResponse;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The caller's keys, and the exchange of a key for an access token. */
@RestController
class ApiKeyController {

    private final ApiKeys keys;
    private final Accounts accounts;

    ApiKeyController(ApiKeys keys, Accounts accounts) {
        this.keys = keys;
        this.accounts = accounts;
    }

    record CreateKey(@NotBlank @Size(max = 100) String name) {}

    record CreatedKey(UUID id, String name, String apiKey, Instant createdAt) {

        @Override
        public String toString() {
            return "CreatedKey[" + id + "]";
        }
    }

    record KeyResponse(
            UUID id,
            String name,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {

        static KeyResponse from(ApiKey key) {
            return new KeyResponse(key.id(), key.name(), key.createdAt(), key.lastUsedAt());
        }
    }

    record KeyList(List<KeyResponse> apiKeys) {}

    record Exchange(@NotBlank @Size(max = 200) String apiKey) {

        @Override
        public String toString() {
            return "Exchange[***]";
        }
    }

    record ExchangedToken(String accessToken, long expiresIn, UUID userId) {

        @Override
        public String toString() {
            return "ExchangedToken[***]";
        }
    }

    record KeyLogin(String accessToken, String tokenType, long expiresIn, UserResponse user) {

        @Override
        public String toString() {
            return "KeyLogin[***]";
        }
    }

    @PostMapping("/api/v1/auth/api-keys")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedKey create(@AuthenticationPrincipal Caller caller, @Valid @RequestBody CreateKey request) {
        ApiKeys.Created created = keys.create(caller, request.name().strip());
        return new CreatedKey(
                created.key().id(),
                created.key().name(),
                created.text(),
                created.key().createdAt());
    }

    @GetMapping("/api/v1/auth/api-keys")
    KeyList list(@AuthenticationPrincipal Caller caller) {
        return new KeyList(keys.list(caller).stream().map(KeyResponse::from).toList());
    }

    @DeleteMapping("/api/v1/auth/api-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        keys.revoke(caller, id);
    }

    @PostMapping("/internal/api-keys/exchange")
    ExchangedToken exchange(@Valid @RequestBody Exchange request) {
        ApiKeys.Exchanged exchanged = keys.exchange(request.apiKey());
        return new ExchangedToken(
                exchanged.token().value(),
                exchanged.token().life().toSeconds(),
                exchanged.key().accountId());
    }

    @PostMapping("/auth/api-key-login")
    KeyLogin login(@Valid @RequestBody Exchange request) {
        ApiKeys.Exchanged exchanged = keys.exchange(request.apiKey());
        UserResponse user = accounts.find(exchanged.key().accountId())
                .map(UserResponse::from)
                .orElseThrow();
        return new KeyLogin(
                exchanged.token().value(), "bearer", exchanged.token().life().toSeconds(), user);
    }
}
