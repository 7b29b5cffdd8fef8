package dev.gaia.auth.apikey;

import dev.gaia.auth.account.Account;
import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.token.AccessToken;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Gives a short-lived access token for an API key: to the gateway, and to clients that ask themselves. */
@RestController
class ApiKeyExchangeController {

    private final ApiKeys keys;
    private final Accounts accounts;
    private final ApiKeyMetrics metrics;

    ApiKeyExchangeController(ApiKeys keys, Accounts accounts, ApiKeyMetrics metrics) {
        this.keys = keys;
        this.accounts = accounts;
        this.metrics = metrics;
    }

    record ExchangeApiKey(@NotBlank @Size(max = 200) String apiKey) {

        @Override
        public String toString() {
            return "ExchangeApiKey[***]";
        }
    }

    record ExchangeResponse(String accessToken, long expiresIn, UUID userId) {

        @Override
        public String toString() {
            return "ExchangeResponse[***]";
        }
    }

    record LoginResponse(String accessToken, String tokenType, long expiresIn, User user) {

        @Override
        public String toString() {
            return "LoginResponse[***]";
        }

        record User(UUID id, String email) {}
    }

    @PostMapping("/internal/api-keys/exchange")
    ExchangeResponse exchange(@RequestBody @Valid ExchangeApiKey request) {
        ApiKeys.Verified verified = verified(request);
        AccessToken token = keys.token(verified);
        return new ExchangeResponse(
                token.value(), token.life().toSeconds(), verified.key().account());
    }

    @PostMapping("/auth/api-key-login")
    LoginResponse login(@RequestBody @Valid ExchangeApiKey request) {
        ApiKeys.Verified verified = verified(request);
        Account account = accounts.find(verified.key().account()).orElseThrow(ApiKeyExchangeController::invalid);
        AccessToken token = keys.token(verified);
        return new LoginResponse(
                token.value(),
                "bearer",
                token.life().toSeconds(),
                new LoginResponse.User(account.id(), account.email()));
    }

    private ApiKeys.Verified verified(ExchangeApiKey request) {
        Optional<ApiKeys.Verified> key = keys.check(request.apiKey());
        metrics.exchanged(key.isPresent());
        return key.orElseThrow(ApiKeyExchangeController::invalid);
    }

    private static ErrorResponseException invalid() {
        return ApiKeyProblem.API_KEY_REFUSED.exception("The API key is not valid.");
    }
}
