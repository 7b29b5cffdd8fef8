package dev.gaia.gateway.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Answers how the suite is, within a second whatever is down or frozen. */
@RestController
class HealthController {

    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final Upstreams upstreams;
    private final WebClient http;
    private final InstantSource clock;
    private final String version;

    HealthController(
            Upstreams upstreams, WebClient.Builder http, InstantSource clock, ObjectProvider<BuildProperties> build) {
        this.upstreams = upstreams;
        this.http = http.build();
        this.clock = clock;
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null || properties.getVersion() == null ? "0.1.0" : properties.getVersion();
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ServiceHealth(
            String status,
            @JsonProperty("response_time") @Nullable Double responseTime,
            @Nullable String error) {}

    record StoreHealth(String status) {}

    record SuiteHealth(
            String status,
            String timestamp,
            String version,
            Map<String, ServiceHealth> services,
            StoreHealth database,
            StoreHealth redis) {}

    record Versions(String message, List<String> versions) {}

    /** What one service said; the stores are empty when it says nothing of them. */
    private record Probe(
            UpstreamName service, ServiceHealth health, Optional<Boolean> database, Optional<Boolean> redis) {}

    @GetMapping("/")
    Versions versions() {
        return new Versions("Gaia", List.of("v0.3", "v1", "v2"));
    }

    @GetMapping("/health")
    Mono<SuiteHealth> health() {
        return Flux.fromArray(UpstreamName.values())
                .flatMapSequential(this::probe)
                .collectList()
                .map(this::summary);
    }

    private Mono<Probe> probe(UpstreamName service) {
        long start = System.nanoTime();
        return Mono.justOrEmpty(upstreams.get(service).choose(List.of()))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("no instance")))
                .flatMap(instance -> http.get()
                        .uri(instance.address() + "/actuator/health")
                        .exchangeToMono(response -> response.bodyToMono(JsonNode.class)))
                .timeout(PATIENCE)
                .map(body -> answered(service, body, (System.nanoTime() - start) / 1e9))
                .onErrorResume(failure -> Mono.just(new Probe(
                        service,
                        new ServiceHealth("unhealthy", null, reason(failure)),
                        Optional.empty(),
                        Optional.empty())));
    }

    private static Probe answered(UpstreamName service, JsonNode body, double seconds) {
        boolean up = "UP".equals(body.path("status").asString(""));
        double rounded = Math.round(seconds * 1e4) / 1e4;
        return new Probe(
                service,
                new ServiceHealth(up ? "healthy" : "degraded", rounded, null),
                component(body, "db"),
                component(body, "redis"));
    }

    private static Optional<Boolean> component(JsonNode body, String name) {
        JsonNode component = body.path("components").path(name);
        return component.isMissingNode()
                ? Optional.empty()
                : Optional.of("UP".equals(component.path("status").asString("")));
    }

    /** Says what kind of failure it is; addresses stay inside. */
    private static String reason(Throwable failure) {
        return failure instanceof java.util.concurrent.TimeoutException ? "no answer in time" : "unreachable";
    }

    private SuiteHealth summary(List<Probe> probes) {
        Map<String, ServiceHealth> services = new LinkedHashMap<>();
        probes.forEach(probe -> services.put(probe.service().label(), probe.health()));
        StoreHealth database = store(
                probes.stream().flatMap(probe -> probe.database().stream()).toList());
        StoreHealth redis =
                store(probes.stream().flatMap(probe -> probe.redis().stream()).toList());
        long healthy = probes.stream()
                .filter(probe -> probe.health().status().equals("healthy"))
                .count();
        String status = healthy == probes.size() ? "healthy" : healthy == 0 ? "unhealthy" : "degraded";
        return new SuiteHealth(status, clock.instant().toString(), version, services, database, redis);
    }

    /** Healthy when every service that uses one says so. */
    private static StoreHealth store(List<Boolean> answers) {
        if (answers.isEmpty()) {
            return new StoreHealth("unknown");
        }
        return new StoreHealth(answers.stream().allMatch(Boolean::booleanValue) ? "healthy" : "unhealthy");
    }
}
