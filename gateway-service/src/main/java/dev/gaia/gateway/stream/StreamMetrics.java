package dev.gaia.gateway.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;

/** The meters of event streams. */
final class StreamMetrics {

    private final Counter heartbeats;
    private final Counter tooSlow;

    StreamMetrics(MeterRegistry registry, Set<?> open) {
        Gauge.builder("gateway.streams.open", open, Set::size)
                .description("Event streams under way")
                .register(registry);
        heartbeats = Counter.builder("gateway.streams.heartbeats")
                .description("Comments sent since a stream was silent")
                .register(registry);
        tooSlow = Counter.builder("gateway.streams.too.slow")
                .description("Streams ended since their client did not read")
                .register(registry);
    }

    void count(StreamState.Need need) {
        switch (need) {
            case HEARTBEAT -> heartbeats.increment();
            case END -> tooSlow.increment();
            case BREAK_OFF, NOTHING -> {
                // Counted when it ended, or nothing to count.
            }
        }
    }
}
