package dev.gaia.auth.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts how sessions go on and end. */
@Component
class SessionMetrics {

    private final Counter rotated;
    private final Counter refused;
    private final Counter reused;
    private final Counter ended;

    SessionMetrics(MeterRegistry registry) {
        rotated = refreshes(registry, "rotated");
        refused = refreshes(registry, "refused");
        reused = refreshes(registry, "reused");
        ended = Counter.builder("auth.sessions.ended")
                .description("Sessions ended by logout, by a revoked key or by a stolen refresh token")
                .register(registry);
    }

    private static Counter refreshes(MeterRegistry registry, String outcome) {
        return Counter.builder("auth.refreshes")
                .description("Refresh tokens presented, by outcome")
                .tag("outcome", outcome)
                .register(registry);
    }

    void refreshed(Rotation rotation) {
        switch (rotation) {
            case Rotation.Rotated _ -> rotated.increment();
            case Rotation.Refused _ -> refused.increment();
            case Rotation.Reused _ -> reused.increment();
        }
    }

    void ended() {
        ended.increment();
    }
}
