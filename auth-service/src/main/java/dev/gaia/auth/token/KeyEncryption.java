package dev.gaia.auth.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM for what must not lie in the database as it is; each ciphertext begins with its nonce. */
final class KeyEncryption {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    private KeyEncryption(SecretKey key) {
        this.key = key;
    }

    /** @throws EncryptionKeyException when it is not 32 bytes in base64 */
    static KeyEncryption withKey(String base64) {
        if (base64.isBlank()) {
            throw new EncryptionKeyException("GAIA_KEY_ENCRYPTION_KEY is not set.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException _) {
            throw new EncryptionKeyException("GAIA_KEY_ENCRYPTION_KEY is not base64.");
        }
        if (bytes.length != KEY_BYTES) {
            throw new EncryptionKeyException(
                    "GAIA_KEY_ENCRYPTION_KEY holds " + bytes.length + " bytes; it needs " + KEY_BYTES + ".");
        }
        return new KeyEncryption(new SecretKeySpec(bytes, "AES"));
    }

    /** @param context what the plaintext belongs to; only the same context decrypts it */
    byte[] encrypt(byte[] plaintext, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plaintext);
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
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(encrypted).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
        } catch (AEADBadTagException _) {
            throw new EncryptionKeyException(
                    "The signing keys in the database were encrypted under another GAIA_KEY_ENCRYPTION_KEY.");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
