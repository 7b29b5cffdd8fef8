package dev.gaia.gateway.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** All event streams under way. One task looks at all of them: a timer for each would cost more than its stream. */
@Component
class OpenStreams {

    private final Set<StreamRelay> streams = ConcurrentHashMap.newKeySet();
    private final StreamProperties properties;
    private final StreamMetrics metrics;

    OpenStreams(StreamProperties properties, MeterRegistry registry) {
        this.properties = properties;
        this.metrics = new StreamMetrics(registry, streams);
    }

    StreamState newState() {
        return new StreamState(properties, System.nanoTime());
    }

    void add(StreamRelay stream) {
        streams.add(stream);
    }

    void remove(StreamRelay stream) {
        streams.remove(stream);
    }

    @Scheduled(fixedRate = 500)
    void look() {
        long now = System.nanoTime();
        for (StreamRelay stream : streams) {
            metrics.count(stream.look(now));
        }
    }
}
