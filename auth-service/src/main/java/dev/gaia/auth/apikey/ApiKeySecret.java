package dev.gaia.auth.apikey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An API key as its owner has it, {@code gaia_<id>_<secret><checksum>}: 128 bits that name it, 256 that prove it and a CRC-32
 * of all before it, in hexadecimal. A double click selects all of it, and a scanner for leaked secrets recognises it by
 * {@code gaia_[0-9a-f]{32}_[0-9a-f]{72}} and the checksum without asking anybody. Keys of before have no checksum.
 */
record ApiKeySecret(UUID id, byte[] secret) {

    private static final int SECRET_BYTES = 32;
    private static final Pattern TEXT = Pattern.compile("(gaia_([0-9a-f]{32})_([0-9a-f]{64}))([0-9a-f]{8})?");
    private static final SecureRandom RANDOM = new SecureRandom();

    static ApiKeySecret generate() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new ApiKeySecret(UUID.randomUUID(), secret);
    }

    /** Another secret for the same key. */
    ApiKeySecret renewed() {
        return new ApiKeySecret(id, generate().secret());
    }

    static Optional<ApiKeySecret> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || isMistyped(matcher.group(1), matcher.group(4))) {
            return Optional.empty();
        }
        ByteBuffer id = ByteBuffer.wrap(HexFormat.of().parseHex(matcher.group(2)));
        return Optional.of(new ApiKeySecret(
                new UUID(id.getLong(), id.getLong()), HexFormat.of().parseHex(matcher.group(3))));
    }

    private static boolean isMistyped(String key, @Nullable String checksum) {
        return checksum != null && !checksum.equals(checksum(key));
    }

    private static String checksum(String key) {
        CRC32 checksum = new CRC32();
        checksum.update(key.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /** The whole key, to be shown to its owner once. */
    String text() {
        HexFormat hex = HexFormat.of();
        String key = "gaia_" + hex.toHexDigits(id.getMostSignificantBits())
                + hex.toHexDigits(id.getLeastSignificantBits()) + "_" + hex.formatHex(secret);
        return key + checksum(key);
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
