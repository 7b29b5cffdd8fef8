package dev.gaia.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/activate",
                "/activate?user_code=BCDF-GHJK",
                "/oauth2/authorize?client_id=gaia-web&redirect_uri=https%3A%2F%2Fapp.example%2Fback&state=a.b~c"
            })
    void ourOwnPathsAreFollowed(String text) {
        assertThat(Continuation.of(text).target()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//activate",
                "/activated",
                "/oauth2/token",
                "/activate#x",
                "/activate?a b",
                "/activate?a\n",
                "https://evil.example/activate",
                "/oauth2/authorize/../../evil",
                "/activate\\evil"
            })
    void everythingElseIsNot(String text) {
        assertThat(Continuation.of(text).target()).isEqualTo("/activate");
    }
}
