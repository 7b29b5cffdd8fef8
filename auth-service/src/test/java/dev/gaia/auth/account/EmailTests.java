package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailTests {

    @Test
    void oneAddressHoweverItIsTyped() {
        assertThat(Email.parse(" Some.One+vr@Example.ORG ")).contains(new Email("some.one+vr@example.org"));
        assertThat(Email.parse("developer@localhost")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a@",
                "@b.org",
                "a b@c.org",
                "a@b..org",
                "a@-b.org",
                "a\n@b.org",
                "a@b@c.org",
                "a\u0000@b.org"
            })
    void notAnAddress(String text) {
        assertThat(Email.parse(text)).isEmpty();
    }

    @Test
    void notLongerThanMailServersCarry() {
        assertThat(Email.parse("a@" + "b".repeat(60) + ("." + "c".repeat(60)).repeat(4)))
                .isEmpty();
    }
}
