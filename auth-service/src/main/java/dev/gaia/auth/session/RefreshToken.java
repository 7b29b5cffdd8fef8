package dev.gaia.auth.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a refresh token: all but its value, of which only the hash is kept. It is good once; its successor
 * belongs to the same session.
 *
 * @param sessionStartedAt when its family began
 * @param usedAt when it was exchanged for its successor; null while it was not
 * @param sessionEndedAt null while its session lives
 * @param successor what {@link #maskedSuccessor} gave when it was used
 */
record RefreshToken(
        UUID session,
        UUID account,
        Instant expiresAt,
        Instant sessionStartedAt,
        @Nullable Instant usedAt,
        @Nullable Instant sessionEndedAt,
        byte @Nullable [] successor) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    enum State {
        GOOD,
        /** The same request again, since its answer was lost or two were sent at once. */
        REPEATED,
        /** Somebody has a copy: either who used it first or who comes now is not its owner. */
        USED_BEFORE,
        OVER
    }

    State stateAt(Instant now, Duration grace) {
        if (usedAt != null) {
            boolean repeated = sessionEndedAt == null && successor != null && now.isBefore(usedAt.plus(grace));
            return repeated ? State.REPEATED : State.USED_BEFORE;
        }
        return sessionEndedAt == null && now.isBefore(expiresAt) ? State.GOOD : State.OVER;
    }

    /**
     * A successor as it can lie in the database: only whoever has the value that it succeeds can {@link #unmask} it. The mask is
     * as long as the value, used once, and cannot be guessed.
     */
    static byte[] maskedSuccessor(String value, String successor) {
        return xor(mask(value), Base64.getUrlDecoder().decode(successor));
    }

    static String unmask(String value, byte[] masked) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(xor(mask(value), masked));
    }

    private static byte[] mask(String value) {
        return hash("successor of " + value);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
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
