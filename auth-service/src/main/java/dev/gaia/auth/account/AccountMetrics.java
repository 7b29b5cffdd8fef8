package dev.gaia.auth.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts registrations and sign-ins. */
@Component
class AccountMetrics {

    private final Counter registrations;
    private final Counter succeeded;
    private final Counter refused;

    AccountMetrics(MeterRegistry registry) {
        registrations = Counter.builder("auth.registrations")
                .description("Accounts registered")
                .register(registry);
        succeeded = logins(registry, "accepted");
        refused = logins(registry, "refused");
    }

    private static Counter logins(MeterRegistry registry, String outcome) {
        return Counter.builder("auth.logins")
                .description("Sign-ins with a password, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void registered() {
        registrations.increment();
    }

    void signedIn(boolean success) {
        (success ? succeeded : refused).increment();
    }
}
