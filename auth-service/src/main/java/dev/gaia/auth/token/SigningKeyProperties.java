package dev.gaia.auth.token;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param encryptionKey 32 bytes in base64, under which private keys are kept; {@link KeyEncryption} checks it */
@ConfigurationProperties("auth.signing-keys")
record SigningKeyProperties(@DefaultValue("") String encryptionKey) {

    @Override
    public String toString() {
        return "SigningKeyProperties[encryptionKey=***]";
    }
}
