package dev.gaia.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTests {

    @Test
    void readsWhatItWrote() {
        ApiKeySecret made = ApiKeySecret.generate();

        ApiKeySecret read = ApiKeySecret.parse(made.text()).orElseThrow();

        assertThat(made.text()).matches("gaia_[0-9a-f]{32}_[0-9a-f]{64}");
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.hashesTo(made.hash())).isTrue();
        assertThat(read.text()).isEqualTo(made.text());
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
        assertThat(ApiKeySecret.parse(" " + text)).isEmpty();
        assertThat(ApiKeySecret.parse(text.substring(0, text.length() - 1))).isEmpty();
        assertThat(ApiKeySecret.parse("GAIA_" + text.substring(5).toUpperCase(Locale.ROOT)))
                .isEmpty();
    }
}
