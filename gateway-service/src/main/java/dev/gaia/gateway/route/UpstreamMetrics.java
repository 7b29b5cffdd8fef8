package dev.gaia.gateway.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The meters of one service's instances. */
final class UpstreamMetrics {

    private final MeterRegistry registry;
    private final String upstream;
    private final Counter ejections;

    UpstreamMetrics(MeterRegistry registry, UpstreamName name) {
        this.registry = registry;
        this.upstream = name.label();
        this.ejections = Counter.builder("gateway.upstream.ejections")
                .description("Instances that failed and were passed over for a while")
                .tag("upstream", upstream)
                .register(registry);
    }

    void watch(Upstream watched) {
        gauge(
                "gateway.upstream.instances",
                "Instances that the gateway knows",
                watched,
                one -> one.instances().size());
        gauge(
                "gateway.upstream.outstanding",
                "Requests and streams that are under way",
                watched,
                one -> one.instances().stream()
                        .mapToInt(UpstreamInstance::outstanding)
                        .sum());
    }

    void ejected() {
        ejections.increment();
    }

    /** @param reason {@code refused} and {@code reset} when another instance is asked, {@code over_budget} when not */
    void retried(String reason) {
        Counter.builder("gateway.upstream.retries")
                .description("Requests that found their instance gone, by what became of them")
                .tag("upstream", upstream)
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    private void gauge(String name, String description, Upstream watched, ToDoubleFunction<Upstream> value) {
        Gauge.builder(name, watched, value)
                .description(description)
                .tag("upstream", upstream)
                .register(registry);
    }
}
