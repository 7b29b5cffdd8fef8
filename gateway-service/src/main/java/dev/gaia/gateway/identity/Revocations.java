package dev.gaia.gateway.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.gateway.route.Upstream;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * The sessions that have ended while access tokens of theirs may still be valid, read from auth-service each second. While
 * it is away the last known ones stay, and their age is a gauge.
 */
@Component
class Revocations {

    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** In bytes: some 100,000 sessions. */
    private static final int LONGEST_LIST = 10 << 20;

    private record Answer(List<Session> sessions) {}

    private record Session(@JsonProperty("session_id") UUID sessionId) {}

    private final Upstream auth;
    private final WebClient http;
    private final InstantSource clock;
    private volatile Set<UUID> sessions = Set.of();
    private volatile Instant readAt;

    Revocations(Upstreams upstreams, WebClient.Builder http, InstantSource clock, MeterRegistry registry) {
        this.auth = upstreams.get(UpstreamName.AUTH);
        this.http = http.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LONGEST_LIST))
                .build();
        this.clock = clock;
        this.readAt = clock.instant();
        Gauge.builder("gateway.revocations.age", this, Revocations::ageSeconds)
                .description("How old the list of ended sessions is")
                .baseUnit("seconds")
                .register(registry);
    }

    boolean hasEnded(UUID session) {
        return sessions.contains(session);
    }

    @Scheduled(fixedDelay = 1_000)
    Mono<Void> read() {
        return auth.ask(address -> http.get()
                        .uri(address + "/internal/revocations")
                        .retrieve()
                        .bodyToMono(Answer.class))
                .timeout(PATIENCE)
                .doOnNext(this::keep)
                .doOnError(failure -> log.warn("The list of ended sessions could not be read: {}", failure.toString()))
                .onErrorComplete()
                .then();
    }

    private void keep(Answer answer) {
        sessions = answer.sessions().stream().map(Session::sessionId).collect(Collectors.toUnmodifiableSet());
        readAt = clock.instant();
    }

    private double ageSeconds() {
        return Duration.between(readAt, clock.instant()).toMillis() / 1000.0;
    }
}
