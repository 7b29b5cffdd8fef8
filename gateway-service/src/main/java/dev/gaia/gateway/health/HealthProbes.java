package dev.gaia.gateway.health;

import dev.gaia.gateway.health.SuiteHealth.ServiceHealth;
import dev.gaia.gateway.health.SuiteHealth.Status;
import dev.gaia.gateway.route.Upstream;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import jakarta.annotation.PostConstruct;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Asks every service each second how it is, so that nobody who wants to know has to wait for one that does not answer. */
@Component
class HealthProbes {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration VALID_FOR = Duration.ofSeconds(10);

    /** What a service said when it was last asked; the stores are empty when it said nothing of them. */
    record Probe(ServiceHealth health, Optional<Boolean> database, Optional<Boolean> redis, Instant at) {

        static Probe failed(String reason, Instant at) {
            return new Probe(ServiceHealth.failed(reason), Optional.empty(), Optional.empty(), at);
        }

        /** One that is too old counts as none. */
        Probe seenAt(Instant now) {
            return at.plus(VALID_FOR).isBefore(now) ? failed("not asked lately", at) : this;
        }
    }

    private final Map<UpstreamName, Probe> latest = new ConcurrentHashMap<>();
    private final Upstreams upstreams;
    private final WebClient http;
    private final InstantSource clock;

    HealthProbes(Upstreams upstreams, WebClient.Builder http, InstantSource clock) {
        this.upstreams = upstreams;
        this.http = http.build();
        this.clock = clock;
    }

    /** In the order of the names. */
    Map<UpstreamName, Probe> latest() {
        Map<UpstreamName, Probe> probes = new EnumMap<>(UpstreamName.class);
        latest.forEach((service, probe) -> probes.put(service, probe.seenAt(clock.instant())));
        return probes;
    }

    /** Before the first client can ask. */
    @PostConstruct
    void probeFirst() {
        probe().block();
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    Mono<Void> probe() {
        return Flux.fromArray(UpstreamName.values())
                .flatMap(service -> probe(upstreams.get(service)).doOnNext(probe -> latest.put(service, probe)))
                .then();
    }

    private Mono<Probe> probe(Upstream service) {
        long start = System.nanoTime();
        return service.ask(address -> http.get()
                        .uri(address + "/actuator/health")
                        .exchangeToMono(response -> response.bodyToMono(JsonNode.class)))
                .timeout(PATIENCE)
                .map(body -> answered(body, (System.nanoTime() - start) / 1e9))
                .onErrorResume(failure -> Mono.just(Probe.failed(reason(failure), clock.instant())))
                .defaultIfEmpty(Probe.failed("an answer without sense", clock.instant()));
    }

    private Probe answered(JsonNode body, double seconds) {
        boolean up = "UP".equals(body.path("status").asString(""));
        double rounded = Math.round(seconds * 1e4) / 1e4;
        return new Probe(
                new ServiceHealth(up ? Status.HEALTHY : Status.DEGRADED, rounded, null),
                component(body, "db"),
                component(body, "redis"),
                clock.instant());
    }

    private static Optional<Boolean> component(JsonNode body, String name) {
        JsonNode component = body.path("components").path(name);
        return component.isMissingNode()
                ? Optional.empty()
                : Optional.of("UP".equals(component.path("status").asString("")));
    }

    /** Says what kind of failure it is; addresses stay inside. */
    private static String reason(Throwable failure) {
        return switch (failure) {
            case TimeoutException _ -> "no answer in time";
            case WebClientRequestException _, ConnectException _ -> "unreachable";
            default -> "an answer without sense";
        };
    }
}
