package dev.gaia.auth.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES-256-GCM for what must not lie in the database as it is; each ciphertext begins with its nonce. */
final class KeyEncryption {

    private static final String CURRENT = "GAIA_KEY_ENCRYPTION_KEY";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final @Nullable SecretKey previous;
    private final SecureRandom random = new SecureRandom();

    private KeyEncryption(SecretKey key, @Nullable SecretKey previous) {
        this.key = key;
        this.previous = previous;
    }

    /** @throws EncryptionKeyException when it is not 32 bytes in base64 */
    static KeyEncryption withKey(String base64) {
        return new KeyEncryption(parse(base64, CURRENT), null);
    }

    /**
     * @param previous what encrypted before the key was replaced; blank when it never was
     * @throws EncryptionKeyException when either is not 32 bytes in base64
     */
    static KeyEncryption withKeys(String base64, String previous) {
        return new KeyEncryption(
                parse(base64, CURRENT), previous.isBlank() ? null : parse(previous, CURRENT + "_PREVIOUS"));
    }

    private static SecretKey parse(String base64, String variable) {
        if (base64.isBlank()) {
            throw new EncryptionKeyException(variable + " is not set.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException _) {
            throw new EncryptionKeyException(variable + " is not base64.");
        }
        if (bytes.length != KEY_BYTES) {
            throw new EncryptionKeyException(
                    variable + " holds " + bytes.length + " bytes; it needs " + KEY_BYTES + ".");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** @param context what the plaintext belongs to; only the same context decrypts it */
    byte[] encrypt(byte[] plaintext, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plaintext);
            return ByteBuffer.allocate(nonce.length + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @throws EncryptionKeyException when it was encrypted under another key */
    byte[] decrypt(byte[] encrypted, String context) {
        return decrypt(key, encrypted, context)
                .or(() -> previous == null ? Optional.empty() : decrypt(previous, encrypted, context))
                .orElseThrow(() -> new EncryptionKeyException(
                        "The signing keys in the database were encrypted under another GAIA_KEY_ENCRYPTION_KEY."));
    }

    /** Whether it is still encrypted under the previous key. */
    boolean isOutdated(byte[] encrypted, String context) {
        return decrypt(key, encrypted, context).isEmpty();
    }

    private static Optional<byte[]> decrypt(SecretKey key, byte[] encrypted, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(encrypted).get(nonce);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, nonce, context)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
