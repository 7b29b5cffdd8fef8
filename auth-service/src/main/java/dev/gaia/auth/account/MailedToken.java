package dev.gaia.auth.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/**
 * What a used token proves: mail to this address reaches the account's owner.
 *
 * @param email where the letter went
 */
record MailedToken(UUID account, Purpose purpose, String email) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    enum Purpose {
        CONFIRM_EMAIL(Duration.ofHours(24)),
        CHANGE_EMAIL(Duration.ofHours(1)),
        RESET_PASSWORD(Duration.ofMinutes(30));

        private final Duration life;

        Purpose(Duration life) {
            this.life = life;
        }

        Duration life() {
            return life;
        }
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
