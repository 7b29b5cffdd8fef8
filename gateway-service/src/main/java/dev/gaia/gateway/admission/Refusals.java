package dev.gaia.gateway.admission;

import dev.gaia.gateway.route.RouteTable.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts what the gateway refuses, whatever the reason is. */
@Component
public class Refusals {

    private final MeterRegistry registry;

    Refusals(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param reason from a small set of names */
    public void count(String reason, Route route) {
        Counter.builder("gateway.refusals")
                .description("Requests that the gateway refused, by why")
                .tag("reason", reason)
                .tag("upstream", route.upstream().label())
                .tag("class", RequestClass.of(route).label())
                .register(registry)
                .increment();
    }
}
