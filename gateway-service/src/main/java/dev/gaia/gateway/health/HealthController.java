package dev.gaia.gateway.health;

import dev.gaia.gateway.health.HealthProbes.Probe;
import dev.gaia.gateway.health.SuiteHealth.ServiceHealth;
import dev.gaia.gateway.health.SuiteHealth.Status;
import dev.gaia.gateway.health.SuiteHealth.StoreHealth;
import dev.gaia.gateway.route.UpstreamName;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers at once how the suite is, whatever is down or frozen. */
@RestController
class HealthController {

    private final HealthProbes probes;
    private final InstantSource clock;
    private final String version;

    HealthController(HealthProbes probes, InstantSource clock, ObjectProvider<BuildProperties> build) {
        this.probes = probes;
        this.clock = clock;
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null || properties.getVersion() == null ? "0.1.0" : properties.getVersion();
    }

    record Versions(String message, List<String> versions) {}

    @GetMapping("/")
    Versions versions() {
        return new Versions("Gaia", List.of("v0.3", "v1", "v2"));
    }

    @GetMapping("/health")
    SuiteHealth health() {
        Map<UpstreamName, Probe> latest = probes.latest();
        Map<String, ServiceHealth> services = new LinkedHashMap<>();
        latest.forEach((service, probe) -> services.put(service.label(), probe.health()));
        return new SuiteHealth(
                overall(services.values()),
                clock.instant().toString(),
                version,
                services,
                store(latest.values(), Probe::database),
                store(latest.values(), Probe::redis));
    }

    private static Status overall(Collection<ServiceHealth> services) {
        long healthy = services.stream()
                .filter(service -> service.status() == Status.HEALTHY)
                .count();
        if (healthy == services.size()) {
            return Status.HEALTHY;
        }
        return healthy == 0 ? Status.UNHEALTHY : Status.DEGRADED;
    }

    /** Healthy when every service that uses one says so. */
    private static StoreHealth store(Collection<Probe> probes, Function<Probe, Optional<Boolean>> said) {
        List<Boolean> answers =
                probes.stream().flatMap(probe -> said.apply(probe).stream()).toList();
        if (answers.isEmpty()) {
            return new StoreHealth(Status.UNKNOWN);
        }
        return new StoreHealth(answers.stream().allMatch(Boolean::booleanValue) ? Status.HEALTHY : Status.UNHEALTHY);
    }
}
