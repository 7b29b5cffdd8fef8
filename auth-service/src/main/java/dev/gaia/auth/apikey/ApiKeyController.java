package dev.gaia.auth.apikey;

import dev.gaia.auth.session.Sessions;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lets accounts manage their API keys. */
@RestController
@RequestMapping("/api/v1/auth/api-keys")
class ApiKeyController {

    private final ApiKeys keys;
    private final Sessions sessions;

    ApiKeyController(ApiKeys keys, Sessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    record CreateApiKey(
            @NotBlank
            @Size(max = 100)
            @Pattern(regexp = "[^\\p{Cc}\\p{Cs}]*", message = "must not contain control characters")
            String name) {}

    record CreatedApiKeyResponse(UUID id, String name, String apiKey, Instant createdAt) {

        @Override
        public String toString() {
            return "CreatedApiKeyResponse[***]";
        }
    }

    record ApiKeysResponse(List<ApiKeyResponse> apiKeys) {}

    record ApiKeyResponse(
            UUID id,
            String name,
            Instant createdAt,

            @Nullable Instant lastUsedAt) {

        static ApiKeyResponse from(ApiKey key) {
            return new ApiKeyResponse(key.id(), key.name(), key.createdAt(), key.lastUsedAt());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    CreatedApiKeyResponse create(@AuthenticationPrincipal Caller caller, @RequestBody @Valid CreateApiKey request) {
        sessions.requireSignIn(caller);
        ApiKeys.Created created = keys.create(caller.accountId(), request.name().strip());
        ApiKey key = created.key();
        return new CreatedApiKeyResponse(key.id(), key.name(), created.secret().text(), key.createdAt());
    }

    @GetMapping
    ApiKeysResponse list(@AuthenticationPrincipal Caller caller) {
        return new ApiKeysResponse(
                keys.of(caller.accountId()).stream().map(ApiKeyResponse::from).toList());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        sessions.requireSignIn(caller);
        if (!keys.revoke(id, caller.accountId())) {
            throw ApiKeyProblem.API_KEY_NOT_FOUND.exception("You have no API key with this id.");
        }
    }
}
