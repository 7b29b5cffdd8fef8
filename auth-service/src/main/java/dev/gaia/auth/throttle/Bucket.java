package dev.gaia.auth.throttle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Room for some attempts, which comes back one by one. What is charged beyond it is owed: the room comes back when the debt is
 * paid.
 *
 * @param key whose attempts these are, hashed, for it may be somebody's address
 * @param burst how many fit
 * @param interval after which one more fits
 */
public record Bucket(String key, int burst, Duration interval) {

    private static final int KEY_BYTES = 16;

    /** @param parts what is counted together, for example a purpose and an address */
    public static Bucket of(int burst, Duration interval, String... parts) {
        return new Bucket(keyOf(parts), burst, interval);
    }

    static String keyOf(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param fullAt when all room is back, in milliseconds of the epoch; the past when it is */
    Duration waitAt(long now, long fullAt) {
        long lastMoment = fullAt - (burst - 1) * interval.toMillis();
        return Duration.ofMillis(Math.max(0, lastMoment - now));
    }

    long chargedAt(long now, long fullAt) {
        return Math.max(now, fullAt) + interval.toMillis();
    }
}
