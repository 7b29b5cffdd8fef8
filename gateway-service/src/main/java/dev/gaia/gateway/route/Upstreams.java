package dev.gaia.gateway.route;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** All services behind the gateway; their instances are looked up each second on a thread of its own. */
@Component
public class Upstreams {

    private final Map<UpstreamName, Upstream> upstreams = new EnumMap<>(UpstreamName.class);
    private final ScheduledExecutorService refresher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("upstream-refresh").factory());

    Upstreams(RouteProperties properties, MeterRegistry registry) {
        for (UpstreamName name : UpstreamName.values()) {
            Upstream upstream = new Upstream(
                    name,
                    properties.addressOf(name),
                    AddressResolver.ofSystem(),
                    properties.avoidFailed(),
                    System::nanoTime);
            upstreams.put(name, upstream);
            Gauge.builder(
                            "gateway.upstream.instances",
                            upstream,
                            one -> one.instances().size())
                    .description("Instances that the gateway knows")
                    .tag("upstream", name.label())
                    .register(registry);
            Gauge.builder(
                            "gateway.upstream.outstanding",
                            upstream,
                            one -> one.instances().stream()
                                    .mapToInt(UpstreamInstance::outstanding)
                                    .sum())
                    .description("Requests and streams that are under way")
                    .tag("upstream", name.label())
                    .register(registry);
        }
        refresh();
        refresher.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    public Upstream get(UpstreamName name) {
        return Objects.requireNonNull(upstreams.get(name));
    }

    private void refresh() {
        upstreams.values().forEach(Upstream::refresh);
    }

    @PreDestroy
    void stop() {
        refresher.shutdownNow();
    }
}
