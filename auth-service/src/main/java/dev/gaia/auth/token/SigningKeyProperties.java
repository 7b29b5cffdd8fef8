package dev.gaia.auth.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How signing keys are kept and replaced.
 *
 * @param encryptionKey 32 bytes in base64, under which private keys are kept; {@link KeyEncryption} checks it
 * @param previousEncryptionKey the one before; what it encrypted is encrypted anew at the start
 * @param rotateEvery how long a key signs before the next one does
 * @param publishedBefore how long a key is published before it signs
 */
@ConfigurationProperties("auth.signing-keys")
record SigningKeyProperties(
        @DefaultValue("") String encryptionKey,
        @DefaultValue("") String previousEncryptionKey,
        @DefaultValue("30d") Duration rotateEvery,
        @DefaultValue("10m") Duration publishedBefore) {

    /** Instances and services may read the keys this much later than they were written. */
    private static final Duration LEAST_LEAD = Duration.ofMinutes(3);

    SigningKeyProperties {
        if (publishedBefore.compareTo(LEAST_LEAD) < 0) {
            throw new IllegalArgumentException("auth.signing-keys.published-before must be at least 3m");
        }
        if (rotateEvery.compareTo(publishedBefore.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "auth.signing-keys.rotate-every must be at least twice auth.signing-keys.published-before");
        }
    }

    @Override
    public String toString() {
        return "SigningKeyProperties[rotateEvery=" + rotateEvery + ", publishedBefore=" + publishedBefore + "]";
    }
}
