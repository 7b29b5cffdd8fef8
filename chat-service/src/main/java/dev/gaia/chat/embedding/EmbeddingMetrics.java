package dev.gaia.chat.embedding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** How much is embedded and what it costs. */
@Component
class EmbeddingMetrics {

    private final Timer texts;
    private final Counter pieces;
    private final Counter refused;
    private final AtomicInteger open = new AtomicInteger();

    EmbeddingMetrics(MeterRegistry registry) {
        registry.gauge("chat.embeddings.open", open);
        texts = Timer.builder("chat.embeddings.text")
                .description("One text through the sentence model")
                .register(registry);
        pieces = Counter.builder("chat.embeddings.tokens")
                .description("Word pieces that went through the sentence model")
                .register(registry);
        refused = Counter.builder("chat.embeddings.refused")
                .description("Requests that found the queue full")
                .register(registry);
    }

    /** Requests that are worked on or wait. */
    AtomicInteger open() {
        return open;
    }

    void text(int length, long nanos) {
        pieces.increment(length);
        texts.record(Duration.ofNanos(nanos));
    }

    void refused() {
        refused.increment();
    }
}
