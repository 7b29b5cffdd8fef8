package dev.gaia.auth.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An e-mail address in lower case: what HTML's e-mail field accepts, within the lengths that mail servers carry. */
record Email(String value) {

    static final int MAX_LENGTH = 254;

    private static final Pattern SOUND = Pattern.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
            + "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    static Optional<Email> parse(String text) {
        String value = text.strip().toLowerCase(Locale.ROOT);
        return value.length() <= MAX_LENGTH && SOUND.matcher(value).matches()
                ? Optional.of(new Email(value))
                : Optional.empty();
    }
}
