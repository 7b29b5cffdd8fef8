package dev.gaia.auth.validation;

import dev.gaia.auth.apikey.ApiKey;
import dev.gaia.auth.apikey.ApiKeys;
import dev.gaia.auth.session.Revocations;
import dev.gaia.common.identity.Caller;
import dev.gaia.common.identity.CallerAuthentication;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Says whether a token or a key is good, in the compatible shape: 200 also when it is not. */
@RestController
class ValidationController {

    private final JwtDecoder tokens;
    private final ApiKeys keys;
    private final Revocations revocations;

    ValidationController(JwtDecoder tokens, ApiKeys keys, Revocations revocations) {
        this.tokens = tokens;
        this.keys = keys;
        this.revocations = revocations;
    }

    record Validate(@Nullable String token, @Nullable String apiKey) {

        @Override
        public String toString() {
            return "Validate[***]";
        }
    }

    record Validity(
            boolean valid,
            String authType,
            @Nullable UUID userId,
            @Nullable String error) {

        static Validity good(String authType, UUID user) {
            return new Validity(true, authType, user, null);
        }

        static Validity bad(String authType, String error) {
            return new Validity(false, authType, null, error);
        }
    }

    @PostMapping({"/api/v0.3/auth/validate", "/api/v1/auth/validate"})
    Validity validate(@RequestBody Validate request) {
        if (request.token() != null) {
            return ofToken(request.token());
        }
        if (request.apiKey() != null) {
            return ofKey(request.apiKey());
        }
        return Validity.bad("none", "Send a token or an api_key");
    }

    private Validity ofToken(String token) {
        try {
            Caller caller = CallerAuthentication.from(tokens.decode(token)).getPrincipal();
            return revocations.hasEnded(caller.sessionId())
                    ? Validity.bad("jwt", "The session has ended")
                    : Validity.good("jwt", caller.accountId());
        } catch (JwtException | InvalidBearerTokenException refused) {
            return Validity.bad("jwt", "The token is not valid");
        }
    }

    private Validity ofKey(String text) {
        Optional<ApiKey> key = keys.find(text);
        return key.map(good -> Validity.good("api_key", good.accountId()))
                .orElseGet(() -> Validity.bad("api_key", "The API key is not valid"));
    }
}
