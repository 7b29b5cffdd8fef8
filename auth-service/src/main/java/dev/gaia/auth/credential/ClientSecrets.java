package dev.gaia.auth.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Secrets of OAuth clients: 256 random bits that we make, so a plain hash is enough, and a client that asks for a token does
 * not wait for a password's.
 */
@Component
public class ClientSecrets implements PasswordEncoder {

    /** By which scanners for leaked secrets know it. */
    private static final String PREFIX = "gaiasecret_";

    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    public String newSecret() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return PREFIX + HexFormat.of().formatHex(secret);
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence secret) {
        return secret == null ? null : HexFormat.of().formatHex(hash(secret));
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String encoded) {
        return secret != null && encoded != null && MessageDigest.isEqual(hash(secret), decoded(encoded));
    }

    private static byte[] decoded(String encoded) {
        return HexFormat.of().parseHex(encoded);
    }

    private static byte[] hash(CharSequence secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
