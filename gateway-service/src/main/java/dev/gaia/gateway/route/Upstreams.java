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

/** All services behind the gateway; the instances of each are looked up every second, on a thread that may wait for that. */
@Component
public class Upstreams {

    private final Map<UpstreamName, Upstream> upstreams = new EnumMap<>(UpstreamName.class);
    private final ScheduledExecutorService refresher = Executors.newScheduledThreadPool(
            UpstreamName.values().length,
            Thread.ofPlatform().daemon().name("upstream-refresh-", 0).factory());

    Upstreams(RouteProperties properties, MeterRegistry registry) {
        for (UpstreamName name : UpstreamName.values()) {
            Upstream upstream = new Upstream(
                    name,
                    properties.addressesOf(name),
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
        upstreams.values().forEach(upstream -> {
            upstream.refresh();
            refresher.scheduleWithFixedDelay(upstream::refresh, 1, 1, TimeUnit.SECONDS);
        });
    }

    public Upstream get(UpstreamName name) {
        return Objects.requireNonNull(upstreams.get(name));
    }

    @PreDestroy
    void stop() {
        refresher.shutdownNow();
    }
}
