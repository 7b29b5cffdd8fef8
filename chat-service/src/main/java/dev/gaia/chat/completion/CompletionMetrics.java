package dev.gaia.chat.completion;

import dev.gaia.chat.engine.GenerationEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/** How answers fare, whoever gives them. */
@Component
class CompletionMetrics {

    private final MeterRegistry registry;
    private final Timer firstToken;
    private final AtomicInteger open = new AtomicInteger();

    CompletionMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("chat.streams.open", open);
        firstToken = Timer.builder("chat.first.token")
                .description("From the request to the first piece of text")
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    /** The same events, counted, and timed from now on. */
    Flux<GenerationEvent> watch(String provider, Flux<GenerationEvent> events) {
        long start = System.nanoTime();
        return Flux.defer(() -> {
            AtomicBoolean begun = new AtomicBoolean();
            open.incrementAndGet();
            return events.doOnNext(event -> {
                        if (event instanceof GenerationEvent.Text && begun.compareAndSet(false, true)) {
                            firstToken.record(Duration.ofNanos(System.nanoTime() - start));
                        }
                    })
                    .doFinally(signal -> {
                        open.decrementAndGet();
                        outcome(provider, signal).increment();
                    });
        });
    }

    private Counter outcome(String provider, SignalType signal) {
        String outcome = switch (signal) {
            case ON_COMPLETE -> "completed";
            case CANCEL -> "cancelled";
            default -> "failed";
        };
        return Counter.builder("chat.completions")
                .description("Answers by how they ended")
                .tag("provider", provider)
                .tag("outcome", outcome)
                .register(registry);
    }
}
