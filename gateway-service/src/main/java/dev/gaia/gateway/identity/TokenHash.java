package dev.gaia.gateway.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a credential, by which it is remembered without being kept. */
record TokenHash(long first, long second, long third, long fourth) {

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(TokenHash::sha256);

    static TokenHash of(String credential) {
        byte[] hash = DIGEST.get().digest(credential.getBytes(StandardCharsets.UTF_8));
        ByteBuffer longs = ByteBuffer.wrap(hash);
        return new TokenHash(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
