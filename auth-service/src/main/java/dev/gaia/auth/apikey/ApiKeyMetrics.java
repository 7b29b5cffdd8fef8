package dev.gaia.auth.apikey;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts exchanges of API keys for tokens. */
@Component
class ApiKeyMetrics {

    private final Counter succeeded;
    private final Counter refused;

    ApiKeyMetrics(MeterRegistry registry) {
        succeeded = exchanges(registry, "accepted");
        refused = exchanges(registry, "refused");
    }

    private static Counter exchanges(MeterRegistry registry, String outcome) {
        return Counter.builder("auth.apikey.exchanges")
                .description("API keys presented for a token, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void exchanged(boolean success) {
        (success ? succeeded : refused).increment();
    }
}
