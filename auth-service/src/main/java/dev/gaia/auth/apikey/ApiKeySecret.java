package dev.gaia.auth.apikey;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its owner has it, {@code gaia_<id>_<secret>}: 128 bits that name it and 256 that prove it, in
 * hexadecimal, so that a double click selects all of it and scanners for leaked secrets can recognise it.
 */
record ApiKeySecret(UUID id, byte[] secret) {

    private static final int SECRET_BYTES = 32;
    private static final Pattern TEXT = Pattern.compile("gaia_([0-9a-f]{32})_([0-9a-f]{64})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKeySecret generate() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new ApiKeySecret(UUID.randomUUID(), secret);
    }

    static Optional<ApiKeySecret> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ByteBuffer id = ByteBuffer.wrap(HexFormat.of().parseHex(matcher.group(1)));
        return Optional.of(new ApiKeySecret(
                new UUID(id.getLong(), id.getLong()), HexFormat.of().parseHex(matcher.group(2))));
    }

    /** The whole key, to be shown to its owner once. */
    String text() {
        HexFormat hex = HexFormat.of();
        return "gaia_" + hex.toHexDigits(id.getMostSignificantBits()) + hex.toHexDigits(id.getLeastSignificantBits())
                + "_" + hex.formatHex(secret);
    }

    /** What is kept of it; a plain hash is enough for a secret that nobody can guess. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** In a time that does not tell how much of it agrees. */
    boolean hashesTo(byte[] hash) {
        return MessageDigest.isEqual(hash(), hash);
    }

    @Override
    public String toString() {
        return "ApiKeySecret[" + id + "]";
    }
}
