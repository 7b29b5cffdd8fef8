package dev.gaia.auth.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * One RSA key pair that signs, or has signed, access tokens.
 *
 * @param id the {@code kid} of the tokens that it signs
 */
record SigningKey(String id, RSAPublicKey publicKey, PrivateKey privateKey) {

    private static final int BITS = 2048;

    static SigningKey generate(String id) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(id, (RSAPublicKey) pair.getPublic(), pair.getPrivate());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** From the encodings that {@link java.security.Key#getEncoded} gives. */
    static SigningKey decode(String id, byte[] publicKey, byte[] privateKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance("RSA");
            return new SigningKey(
                    id,
                    (RSAPublicKey) factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("The stored signing key " + id + " is not one", failure);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
