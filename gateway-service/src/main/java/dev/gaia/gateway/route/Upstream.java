package dev.gaia.gateway.route;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * A service and its instances: which of them is asked ({@link InstanceChoice}), which of them not for a while
 * ({@link Ejection}), and what is asked again. When a name cannot be looked up, the last known instances stay.
 */
public final class Upstream {

    private static final Logger log = LoggerFactory.getLogger(Upstream.class);
    private static final Duration NEW_FOR = Duration.ofSeconds(10);
    private static final double RETRIED_SHARE = 0.2;

    private final UpstreamName name;
    private final List<URI> configured;
    private final AddressResolver resolver;
    private final LongSupplier nanoTime;
    private final UpstreamMetrics metrics;
    private final InstanceChoice choice = new InstanceChoice();
    private final RetryBudget retries = new RetryBudget(RETRIED_SHARE);
    private final Ejection ejection;
    private volatile List<UpstreamInstance> instances = List.of();

    /** @param avoidFailed how long an instance is passed over at first */
    Upstream(
            UpstreamName name,
            List<URI> addresses,
            AddressResolver resolver,
            Duration avoidFailed,
            LongSupplier nanoTime,
            UpstreamMetrics metrics) {
        this.name = name;
        this.configured = List.copyOf(addresses);
        this.resolver = resolver;
        this.ejection = new Ejection(avoidFailed);
        this.nanoTime = nanoTime;
        this.metrics = metrics;
    }

    public UpstreamName name() {
        return name;
    }

    List<UpstreamInstance> instances() {
        return instances;
    }

    /** As {@link #ask(Demand, Function)}, with nothing special about it. */
    public <T> Mono<T> ask(Function<URI, Mono<T>> request) {
        return ask(Demand.PLAIN, request);
    }

    /**
     * Lets an instance answer. When it refuses the connection another one is asked: then the request has certainly not begun.
     * When the connection breaks, another one is asked only if the demand is repeatable and not too many were lately.
     *
     * @param request what is asked of the instance at this address
     * @return fails with {@link ConnectException} when no instance is left
     */
    public <T> Mono<T> ask(Demand demand, Function<URI, Mono<T>> request) {
        return Mono.defer(() -> {
            retries.request();
            return ask(demand, request, new ArrayList<>(1));
        });
    }

    private <T> Mono<T> ask(Demand demand, Function<URI, Mono<T>> request, List<UpstreamInstance> tried) {
        Optional<UpstreamInstance> chosen = choose(demand.affinity(), tried);
        if (chosen.isEmpty()) {
            return Mono.error(new ConnectException("No instance of " + name.label() + " can be reached"));
        }
        UpstreamInstance instance = chosen.get();
        tried.add(instance);
        return Mono.defer(() -> {
                    instance.begin();
                    return request.apply(instance.address());
                })
                .doOnSuccess(_ -> answered(instance, demand))
                .doFinally(_ -> instance.end())
                .onErrorResume(failure ->
                        failed(instance, demand, failure) ? ask(demand, request, tried) : Mono.error(failure));
    }

    private void answered(UpstreamInstance instance, Demand demand) {
        if (demand.broken().getAsBoolean()) {
            countFailure(instance);
        } else {
            ejection.succeeded(instance);
        }
    }

    /** @return whether another instance may be asked */
    private boolean failed(UpstreamInstance instance, Demand demand, Throwable failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            ejection.refused(instance, nanoTime.getAsLong());
            metrics.retried("refused");
            return true;
        }
        if (cause instanceof ReadTimeoutException || cause instanceof TimeoutException) {
            countFailure(instance);
            return false;
        }
        if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
            countFailure(instance);
            return mayRepeat(demand);
        }
        return false;
    }

    private boolean mayRepeat(Demand demand) {
        if (!demand.repeatable().getAsBoolean()) {
            return false;
        }
        boolean affordable = retries.tryRetry();
        metrics.retried(affordable ? "reset" : "over_budget");
        return affordable;
    }

    private void countFailure(UpstreamInstance instance) {
        if (ejection.failed(instance, instances, nanoTime.getAsLong())) {
            metrics.ejected();
            log.warn("An instance of {} is passed over for a while: {}", name.label(), instance.address());
        }
    }

    /**
     * The instance for the next request.
     *
     * @param tried instances that this request has tried already
     * @return empty when there is none that was not tried
     */
    Optional<UpstreamInstance> choose(@Nullable String affinity, Collection<UpstreamInstance> tried) {
        long now = nanoTime.getAsLong();
        List<UpstreamInstance> candidates = instances;
        if (!tried.isEmpty()) {
            candidates = candidates.stream()
                    .filter(instance -> !tried.contains(instance))
                    .toList();
        }
        List<UpstreamInstance> sound =
                candidates.stream().filter(instance -> !instance.isAvoided(now)).toList();
        // When all of them failed lately, one that may have recovered is better than a refusal.
        return choice.choose(sound.isEmpty() ? candidates : sound, affinity, now);
    }

    /** Looks the instances up again; blocks. */
    void refresh() {
        Set<URI> found = new LinkedHashSet<>();
        for (URI address : configured) {
            try {
                for (String host : resolver.addresses(address.getHost())) {
                    found.add(URI.create("http://" + host + ":" + port(address)));
                }
            } catch (UnknownHostException unknown) {
                log.debug("{} cannot be looked up now", address.getHost());
            }
        }
        if (!found.isEmpty()) {
            keep(found);
        }
    }

    private void keep(Set<URI> found) {
        List<UpstreamInstance> known = instances;
        if (known.stream().map(UpstreamInstance::address).toList().equals(List.copyOf(found))) {
            return;
        }
        long now = nanoTime.getAsLong();
        List<UpstreamInstance> next = new ArrayList<>();
        for (URI address : found) {
            next.add(known.stream()
                    .filter(instance -> instance.address().equals(address))
                    .findFirst()
                    .orElseGet(() -> new UpstreamInstance(address, now, known.isEmpty() ? 0 : NEW_FOR.toNanos())));
        }
        instances = List.copyOf(next);
        log.info("{} has {} instances", name.label(), next.size());
    }

    private static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : 80;
    }
}
