package dev.gaia.auth.credential;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Queue;
import java.util.concurrent.Callable;

/** How busy password hashing is. */
final class PasswordMetrics {

    private final MeterRegistry registry;
    private final Timer hash;
    private final Timer wait;
    private final Counter refused;

    PasswordMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.hash = Timer.builder("auth.password.hash")
                .description("Time to hash one password")
                .register(registry);
        this.wait = Timer.builder("auth.password.wait")
                .description("Time a password waits for its turn to be hashed")
                .register(registry);
        this.refused = Counter.builder("auth.password.refused")
                .description("Passwords not hashed because too many waited")
                .register(registry);
    }

    void watch(Queue<?> waiting) {
        Gauge.builder("auth.password.queue", waiting, Queue::size)
                .description("Passwords that wait for their turn to be hashed")
                .register(registry);
    }

    <T> Callable<T> timed(Callable<T> work) {
        Timer.Sample queued = Timer.start(registry);
        return () -> {
            queued.stop(wait);
            return hash.recordCallable(work);
        };
    }

    void refused() {
        refused.increment();
    }
}
