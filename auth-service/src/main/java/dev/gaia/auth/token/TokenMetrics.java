package dev.gaia.auth.token;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts access tokens by what they were given for. */
final class TokenMetrics {

    private final MeterProvider<Counter> issued;

    TokenMetrics(MeterRegistry registry) {
        issued = Counter.builder("auth.tokens.issued")
                .description("Access tokens issued, by what for")
                .withRegistry(registry);
        for (Grant grant : Grant.values()) {
            counter(grant);
        }
    }

    void issued(Grant grant) {
        counter(grant).increment();
    }

    private Counter counter(Grant grant) {
        return issued.withTag("grant", grant.name().toLowerCase(Locale.ROOT));
    }
}
