package dev.gaia.auth.token;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.common.identity.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lets admins see the signing keys and replace them before it is time. */
@RestController
@RequestMapping("/api/v2/admin/signing-keys")
class SigningKeyController {

    private final SigningKeys keys;
    private final TokenProperties tokens;
    private final AuditLog audit;
    private final InstantSource clock;

    SigningKeyController(SigningKeys keys, TokenProperties tokens, AuditLog audit, InstantSource clock) {
        this.keys = keys;
        this.audit = audit;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param compromised whether somebody else may have a private key, so that no token of before is good any more */
    record RotateSigningKeys(boolean compromised) {}

    record SigningKeysResponse(List<Key> keys) {

        /** @param state {@code next}, {@code signs} or {@code verifies} */
        record Key(
                String id,
                String state,
                Instant createdAt,
                Instant signsFrom,
                @Nullable Instant retiredAt) {}
    }

    @GetMapping
    SigningKeysResponse list() {
        String current = keys.current().id();
        Instant now = clock.instant();
        return new SigningKeysResponse(keys.all().stream()
                .map(stored -> new SigningKeysResponse.Key(
                        stored.key().id(),
                        state(stored, current, now),
                        stored.createdAt(),
                        stored.signsFrom(),
                        stored.retiredAt()))
                .toList());
    }

    @PostMapping("/rotations")
    @ResponseStatus(HttpStatus.CREATED)
    SigningKeysResponse rotate(@AuthenticationPrincipal Caller admin, @RequestBody RotateSigningKeys request) {
        if (request.compromised()) {
            keys.replaceCompromised();
        } else {
            keys.rotateNow(tokens.life());
        }
        audit.record(
                AuditKind.SIGNING_KEY_ROTATED,
                null,
                admin.accountId(),
                Map.of("compromised", Boolean.toString(request.compromised())));
        return list();
    }

    private static String state(StoredKey stored, String current, Instant now) {
        if (stored.key().id().equals(current)) {
            return "signs";
        }
        return now.isBefore(stored.signsFrom()) ? "next" : "verifies";
    }
}
