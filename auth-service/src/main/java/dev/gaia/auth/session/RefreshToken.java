package dev.gaia.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a refresh token: all but its value, of which only the hash is kept. It is good once; its successor
 * belongs to the same session.
 *
 * @param usedAt when it was exchanged for its successor; null while it was not
 * @param sessionEndedAt null while its session lives
 */
record RefreshToken(
        UUID session,
        UUID account,
        Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant sessionEndedAt) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    enum State {
        GOOD,
        /** Somebody has a copy: either who used it first or who comes now is not its owner. */
        USED_BEFORE,
        OVER
    }

    State stateAt(Instant now) {
        if (usedAt != null) {
            return State.USED_BEFORE;
        }
        return sessionEndedAt == null && now.isBefore(expiresAt) ? State.GOOD : State.OVER;
    }

    static String newValue() {
        byte[] value = new byte[BYTES];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    /** A plain hash is enough for a value that nobody can guess. */
    static byte[] hash(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
