package dev.gaia.auth.erasure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Whether what has to go is gone. */
@Component
class ErasureMetrics {

    private final AtomicLong pending = new AtomicLong();
    private final Counter failures;

    ErasureMetrics(MeterRegistry registry) {
        Gauge.builder("auth.erasures.pending", pending, AtomicLong::get)
                .description("Deletions that a service has not confirmed")
                .register(registry);
        failures = Counter.builder("auth.erasure.failures")
                .description("Attempts to have a service delete an account's data that failed")
                .register(registry);
    }

    void pending(long count) {
        pending.set(count);
    }

    void failed() {
        failures.increment();
    }
}
