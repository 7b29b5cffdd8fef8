package dev.gaia.auth.token;

import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Looks each minute whether the next signing key is due; several instances may do it at once. */
@Component
class KeyRotation {

    private final SigningKeys keys;
    private final TokenProperties tokens;

    KeyRotation(SigningKeys keys, TokenProperties tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    void rotateWhenDue() {
        keys.rotateWhenDue(tokens.life());
    }
}
