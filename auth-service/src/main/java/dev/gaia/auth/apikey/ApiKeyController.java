package dev.gaia.auth.apikey;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.session.Sessions;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
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
    private final AuditLog audit;

    ApiKeyController(ApiKeys keys, Sessions sessions, AuditLog audit) {
        this.keys = keys;
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * @param scopes none for all that the account's keys may have
     * @param requestsPerMinute a bound below the account's plan
     */
    record CreateApiKey(
            @NotBlank
            @Size(max = 100)
            @Pattern(regexp = "[^\\p{Cc}\\p{Cs}]*", message = "must not contain control characters")
            String name,

            @Nullable @Size(max = 16) Set<@NotBlank @Size(max = 64) String> scopes,
            @Nullable @Min(1) @Max(1_000_000) Integer requestsPerMinute,
            @Nullable @Min(1) @Max(3_650) Integer expiresInDays) {

        ApiKeys.Wish wish() {
            return new ApiKeys.Wish(
                    name.strip(),
                    scopes == null ? Set.of() : Set.copyOf(scopes),
                    requestsPerMinute,
                    expiresInDays == null ? null : Duration.ofDays(expiresInDays));
        }
    }

    /** @param overlapSeconds how long the old secret stays good; 0 when it has leaked */
    record RotateApiKey(@Nullable @Min(0) Long overlapSeconds) {

        @Nullable
        Duration overlap() {
            return overlapSeconds == null ? null : Duration.ofSeconds(overlapSeconds);
        }
    }

    /** @param apiKey shown this once and never again */
    record CreatedApiKeyResponse(
            UUID id,
            String name,
            String apiKey,
            List<String> scopes,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant oldSecretUntil) {

        static CreatedApiKeyResponse from(ApiKeys.Created created) {
            ApiKey key = created.key();
            return new CreatedApiKeyResponse(
                    key.id(),
                    key.name(),
                    created.secret().text(),
                    key.scopes().stream().sorted().toList(),
                    key.createdAt(),
                    key.expiresAt(),
                    key.oldSecretUntil());
        }

        @Override
        public String toString() {
            return "CreatedApiKeyResponse[***]";
        }
    }

    record ApiKeysResponse(List<ApiKeyResponse> apiKeys) {}

    record ApiKeyResponse(
            UUID id,
            String name,
            List<String> scopes,
            @Nullable Integer requestsPerMinute,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant rotatedAt,
            @Nullable Instant oldSecretUntil) {

        static ApiKeyResponse from(ApiKey key) {
            return new ApiKeyResponse(
                    key.id(),
                    key.name(),
                    key.scopes().stream().sorted().toList(),
                    key.requestsPerMinute(),
                    key.createdAt(),
                    key.lastUsedAt(),
                    key.expiresAt(),
                    key.rotatedAt(),
                    key.oldSecretUntil());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    CreatedApiKeyResponse create(@AuthenticationPrincipal Caller caller, @RequestBody @Valid CreateApiKey request) {
        sessions.requireSignIn(caller);
        ApiKeys.Created created = keys.create(caller.accountId(), request.wish());
        record(AuditKind.API_KEY_CREATED, caller, created.key().id());
        return CreatedApiKeyResponse.from(created);
    }

    @PostMapping("/{id}/rotate")
    CreatedApiKeyResponse rotate(
            @AuthenticationPrincipal Caller caller, @PathVariable UUID id, @RequestBody @Valid RotateApiKey request) {
        sessions.requireSignIn(caller);
        ApiKeys.Created rotated =
                keys.rotate(id, caller.accountId(), request.overlap()).orElseThrow(ApiKeyController::notFound);
        record(AuditKind.API_KEY_ROTATED, caller, id);
        return CreatedApiKeyResponse.from(rotated);
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
            throw notFound();
        }
        record(AuditKind.API_KEY_REVOKED, caller, id);
    }

    private void record(AuditKind kind, Caller caller, UUID key) {
        audit.record(kind, caller.accountId(), caller.accountId(), Map.of("key", key.toString()));
    }

    private static ErrorResponseException notFound() {
        return ApiKeyProblem.API_KEY_NOT_FOUND.exception("You have no API key with this id.");
    }
}
