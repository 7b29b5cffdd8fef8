package dev.gaia.auth.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key as its owner holds it: {@code gaia_<id>_<secret>}, the id without hyphens, the secret 256 random bits. */
record PresentedKey(UUID id, String secret) {

    private static final Pattern FORM = Pattern.compile("gaia_([0-9a-f]{32})_([A-Za-z0-9_-]{43})");
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static PresentedKey generate(UUID id) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new PresentedKey(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Empty when it is not of that form. */
    static Optional<PresentedKey> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String hex = matcher.group(1);
        UUID id = new UUID(
                Long.parseUnsignedLong(hex.substring(0, 16), 16), Long.parseUnsignedLong(hex.substring(16), 16));
        return Optional.of(new PresentedKey(id, matcher.group(2)));
    }

    /** What is shown to the owner, once. */
    String text() {
        return "gaia_" + id.toString().replace("-", "") + "_" + secret;
    }

    /** A plain hash is enough for 256 random bits. */
    byte[] secretHash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "PresentedKey[" + id + "]";
    }
}
