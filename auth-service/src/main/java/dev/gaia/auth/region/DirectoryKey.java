package dev.gaia.auth.region;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes of addresses what only the regions can make again, and proves one region to another. */
final class DirectoryKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long MINUTE = 60;

    private final byte[] key;

    DirectoryKey(byte[] key) {
        this.key = key.clone();
    }

    byte[] hash(String address) {
        return mac("address:" + address);
    }

    /** Good for this minute and its neighbours. */
    String proofAt(Instant now) {
        return proof(now.getEpochSecond() / MINUTE);
    }

    boolean isProof(String proof, Instant now) {
        long minute = now.getEpochSecond() / MINUTE;
        return List.of(minute, minute - 1, minute + 1).stream()
                .map(this::proof)
                .anyMatch(good -> MessageDigest.isEqual(
                        good.getBytes(StandardCharsets.US_ASCII), proof.getBytes(StandardCharsets.UTF_8)));
    }

    private String proof(long minute) {
        return HexFormat.of().formatHex(mac("directory:" + minute));
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
