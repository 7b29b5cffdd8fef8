package dev.gaia.chat.completion;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a client lets its request wait before the answer begins: seconds such as {@code 2.5}, or {@code 500ms}. */
final class MaxWait {

    static final String HEADER = "X-Max-Wait";

    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)(s|ms)?");

    private MaxWait() {}

    /** @throws org.springframework.web.ErrorResponseException 400 when it is no such time, or none at all */
    static Optional<Duration> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher time = FORM.matcher(header.strip());
        if (!time.matches()) {
            throw invalid();
        }
        int unit = "ms".equals(time.group(2)) ? 6 : 9;
        Duration wait = Duration.ofNanos(
                new BigDecimal(time.group(1)).movePointRight(unit).longValue());
        if (!wait.isPositive()) {
            throw invalid();
        }
        return Optional.of(wait);
    }

    private static RuntimeException invalid() {
        return CompletionProblem.INVALID_PARAMETER.exception(
                HEADER + " is a time above 0 in seconds, such as 2.5, or in milliseconds, such as 500ms.");
    }
}
