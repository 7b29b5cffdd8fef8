package dev.gaia.gateway.route;

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
            UpstreamMetrics metrics = new UpstreamMetrics(registry, name);
            Upstream upstream = new Upstream(
                    name,
                    properties.addressesOf(name),
                    AddressResolver.ofSystem(),
                    properties.avoidFailed(),
                    System::nanoTime,
                    metrics);
            upstreams.put(name, upstream);
            metrics.watch(upstream);
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
