package dev.gaia.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "\uD83D\uDD11\uD83D\uDD11\uD83D\uDD12\uD83D\uDD12",
                "aaaaaaaaaaaa",
                "         ",
                "Me@example.org"
            })
    void tooShortTooSimpleOrKnown(String password) {
        assertThat(PasswordPolicy.complaint(password, "me@example.org")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678", "password1", "Football1", "iloveyou2", "QWERTYUIOP"})
    void notOneOfThoseThatAreGuessedFirst(String password) {
        assertThat(PasswordPolicy.complaint(password, "me@example.org").orElseThrow())
                .contains("guessed first");
    }

    @Test
    void kindsOfCharactersAreNotAskedFor() {
        assertThat(PasswordPolicy.complaint("four quiet grey herons", "me@example.org"))
                .isEmpty();
    }

    @Test
    void notWhatStandsBeforeTheAt() {
        assertThat(PasswordPolicy.complaint("Someones-Name", "someones-name@example.org"))
                .isPresent();
    }

    @Test
    void notLongerThanWhatIsWorthHashing() {
        String longest = "ab".repeat(PasswordPolicy.MAX_LENGTH / 2);
        assertThat(PasswordPolicy.complaint(longest, "me@example.org")).isEmpty();
        assertThat(PasswordPolicy.complaint(longest + "c", "me@example.org")).isPresent();
    }
}
