package dev.gaia.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.HttpResources;

/** One for each class, and the look at how late the event loops are. */
@Component
class Compartments {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Map<RequestClass, Compartment> compartments = new EnumMap<>(RequestClass.class);
    private final LoadShedder shedder = new LoadShedder();
    private final Disposable look;

    Compartments(AdmissionProperties properties, MeterRegistry registry) {
        for (RequestClass requestClass : RequestClass.values()) {
            CircuitBreaker circuit =
                    new CircuitBreaker(properties.failures(), properties.pause(), properties.longestPause());
            compartments.put(
                    requestClass, new Compartment(requestClass, properties.of(requestClass), circuit, shedder));
        }
        compartments.forEach((requestClass, compartment) -> watch(registry, requestClass, compartment));
        Gauge.builder("gateway.admission.classes", shedder, LoadShedder::admitted)
                .description("How many of the three classes are let in; less when the event loops are late")
                .register(registry);
        this.look = Flux.interval(LOOK_EVERY, Schedulers.single())
                .onBackpressureDrop()
                .subscribe(_ -> look());
    }

    Compartment of(RequestClass requestClass) {
        return Objects.requireNonNull(compartments.get(requestClass));
    }

    private void look() {
        long asked = System.nanoTime();
        HttpResources.get().onServer(true).next().execute(() -> {
            long now = System.nanoTime();
            shedder.late(now - asked, now);
        });
    }

    private void watch(MeterRegistry registry, RequestClass requestClass, Compartment compartment) {
        gauge(
                registry,
                "pending",
                "Requests that wait for the beginning of their answers",
                requestClass,
                compartment,
                Compartment::pending);
        gauge(
                registry,
                "limit",
                "How many may wait for that at once, as found out by how long it takes",
                requestClass,
                compartment,
                Compartment::limit);
        gauge(registry, "streams", "Streams that are open", requestClass, compartment, Compartment::streams);
        gauge(
                registry,
                "circuit.open",
                "1 while nothing, or a trial only, is sent to the service since it did not answer",
                requestClass,
                compartment,
                one -> one.circuit() == CircuitBreaker.State.CLOSED ? 0 : 1);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            RequestClass requestClass,
            Compartment compartment,
            ToDoubleFunction<Compartment> value) {
        Gauge.builder("gateway.admission." + name, compartment, value)
                .description(description)
                .tag("class", requestClass.label())
                .register(registry);
    }

    @PreDestroy
    void stop() {
        look.dispose();
    }
}
