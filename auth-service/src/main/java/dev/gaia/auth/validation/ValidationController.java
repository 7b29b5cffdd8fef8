package dev.gaia.auth.validation;

import dev.gaia.auth.apikey.ApiKeys;
import dev.gaia.auth.session.Sessions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Says whether a token or API key is good, and whose; that it is not is an answer too, and no error. */
@RestController
class ValidationController {

    private static final String JWT = "jwt";
    private static final String API_KEY = "api_key";

    private final JwtDecoder tokens;
    private final Sessions sessions;
    private final ApiKeys keys;

    ValidationController(JwtDecoder tokens, Sessions sessions, ApiKeys keys) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.keys = keys;
    }

    record Validate(@Nullable String token, @Nullable String apiKey) {

        @Override
        public String toString() {
            return "Validate[***]";
        }
    }

    /** @param authType what was looked at, whether it is good or not */
    record ValidationResponse(
            boolean valid,
            String authType,
            @Nullable UUID userId,
            @Nullable String error) {

        static ValidationResponse good(String authType, UUID userId) {
            return new ValidationResponse(true, authType, userId, null);
        }

        static ValidationResponse bad(String authType, String error) {
            return new ValidationResponse(false, authType, null, error);
        }
    }

    @PostMapping({"/api/v0.3/auth/validate", "/api/v1/auth/validate"})
    ValidationResponse validate(@RequestBody Validate request) {
        if (request.token() != null) {
            return validateToken(request.token());
        }
        if (request.apiKey() != null) {
            return validateKey(request.apiKey());
        }
        return ValidationResponse.bad("none", "Send a token or an api_key.");
    }

    private ValidationResponse validateToken(String token) {
        try {
            return ValidationResponse.good(
                    JWT, sessions.callerOf(tokens.decode(token)).getPrincipal().accountId());
        } catch (JwtException | AuthenticationException bad) {
            return ValidationResponse.bad(JWT, "The token is not valid, has expired or was revoked.");
        }
    }

    private ValidationResponse validateKey(String key) {
        return keys.verify(key)
                .map(good -> ValidationResponse.good(API_KEY, good.account()))
                .orElseGet(() -> ValidationResponse.bad(API_KEY, "The API key is not valid or was revoked."));
    }
}
