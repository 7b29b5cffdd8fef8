package dev.gaia.gateway.limit;

import java.time.Duration;

/** What a limiter says to a request. */
sealed interface Verdict {

    record Admitted() implements Verdict {}

    /** @param policy the limit that is reached */
    record Refused(String policy, Duration retryAfter) implements Verdict {}

    Verdict ADMITTED = new Admitted();
}
