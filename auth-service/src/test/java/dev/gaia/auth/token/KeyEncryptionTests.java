package dev.gaia.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

class KeyEncryptionTests {

    private static final byte[] SECRET = "a private key".getBytes(StandardCharsets.UTF_8);

    private final KeyEncryption encryption = KeyEncryption.withKey(key(1));

    @Test
    void decryptsWhatItEncryptedAndNeverTheSameWayTwice() {
        byte[] encrypted = encryption.encrypt(SECRET, "kid");

        assertThat(encryption.decrypt(encrypted, "kid")).isEqualTo(SECRET);
        assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("private");
        assertThat(encryption.encrypt(SECRET, "kid")).isNotEqualTo(encrypted);
    }

    @Test
    void anotherKeyOrAnotherContextDecryptsNothing() {
        byte[] encrypted = encryption.encrypt(SECRET, "kid");

        assertThatExceptionOfType(EncryptionKeyException.class)
                .isThrownBy(() -> KeyEncryption.withKey(key(2)).decrypt(encrypted, "kid"))
                .withMessageContaining("another GAIA_KEY_ENCRYPTION_KEY");
        assertThatExceptionOfType(EncryptionKeyException.class)
                .isThrownBy(() -> encryption.decrypt(encrypted, "another"));
    }

    @ParameterizedTest
    @CsvSource({"'', is not set", "not base64!, is not base64", "c2hvcnQ=, holds 5 bytes"})
    void aWrongKeyIsRefusedWithAWayOut(String key, String description) {
        assertThatExceptionOfType(EncryptionKeyException.class)
                .isThrownBy(() -> KeyEncryption.withKey(key))
                .satisfies(failure -> {
                    FailureAnalysis analysis =
                            new EncryptionKeyFailureAnalyzer().analyze(new IllegalStateException(failure), failure);
                    assertThat(analysis.getDescription()).contains(description);
                    assertThat(analysis.getAction()).contains("openssl rand -base64 32");
                });
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        key[0] = (byte) fill;
        return Base64.getEncoder().encodeToString(key);
    }
}
