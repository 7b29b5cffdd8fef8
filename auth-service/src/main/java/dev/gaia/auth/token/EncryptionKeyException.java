package dev.gaia.auth.token;

/** The key that protects the signing keys is missing or not the right one. */
final class EncryptionKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EncryptionKeyException(String message) {
        super(message);
    }
}
