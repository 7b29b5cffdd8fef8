package dev.gaia.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTests {

    @Test
    void readsWhatItWrote() {
        ApiKeySecret made = ApiKeySecret.generate();

        ApiKeySecret read = ApiKeySecret.parse(made.text()).orElseThrow();

        assertThat(made.text()).matches("gaia_[0-9a-f]{32}_[0-9a-f]{72}");
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.hashesTo(made.hash())).isTrue();
        assertThat(read.text()).isEqualTo(made.text());
    }

    @Test
    void readsAKeyFromBeforeThereWereChecksums() {
        ApiKeySecret made = ApiKeySecret.generate();
        String old = made.text().substring(0, made.text().length() - 8);

        assertThat(ApiKeySecret.parse(old).orElseThrow().hashesTo(made.hash())).isTrue();
    }

    @Test
    void theChecksumIsACrc32OfAllBeforeItSoThatScannersCanComputeIt() {
        String text = ApiKeySecret.generate().text();
        CRC32 checksum = new CRC32();
        checksum.update(text.substring(0, text.length() - 8).getBytes(StandardCharsets.US_ASCII));

        assertThat(text).endsWith("%08x".formatted(checksum.getValue()));
    }

    @Test
    void anotherSecretDoesNotFitTheHash() {
        assertThat(ApiKeySecret.generate().hashesTo(ApiKeySecret.generate().hash()))
                .isFalse();
    }

    @Test
    void printsAsNothingThatMustStayOutOfLogs() {
        ApiKeySecret made = ApiKeySecret.generate();

        assertThat(made.toString()).doesNotContain(made.text().substring(40));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gaia_", "gaia__", "gaia_1_2", "sk-123", "gaia_zz_zz", "' OR 1=1 --"})
    void refusesWhatCannotBeAKey(String text) {
        assertThat(ApiKeySecret.parse(text)).isEmpty();
    }

    @Test
    void refusesAKeyThatIsAlmostOne() {
        String text = ApiKeySecret.generate().text();

        assertThat(ApiKeySecret.parse(text + "0")).isEmpty();
        char last = text.charAt(text.length() - 1);
        assertThat(ApiKeySecret.parse(text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0')))
                .isEmpty();
        assertThat(ApiKeySecret.parse(" " + text)).isEmpty();
        assertThat(ApiKeySecret.parse(text.substring(0, text.length() - 1))).isEmpty();
        assertThat(ApiKeySecret.parse("GAIA_" + text.substring(5).toUpperCase(Locale.ROOT)))
                .isEmpty();
    }
}
