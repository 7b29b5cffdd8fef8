package dev.gaia.gateway.route;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * A service and its instances. A request goes to the instance with the fewest outstanding ones; equal ones take turns. When
 * a name cannot be looked up, the last known instances stay.
 */
public final class Upstream {

    private static final Logger log = LoggerFactory.getLogger(Upstream.class);

    private final UpstreamName name;
    private final List<URI> configured;
    private final AddressResolver resolver;
    private final Duration avoidFailed;
    private final LongSupplier nanoTime;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<UpstreamInstance> instances = List.of();

    Upstream(
            UpstreamName name,
            List<URI> addresses,
            AddressResolver resolver,
            Duration avoidFailed,
            LongSupplier nanoTime) {
        this.name = name;
        this.configured = List.copyOf(addresses);
        this.resolver = resolver;
        this.avoidFailed = avoidFailed;
        this.nanoTime = nanoTime;
    }

    public UpstreamName name() {
        return name;
    }

    List<UpstreamInstance> instances() {
        return instances;
    }

    /**
     * Lets an instance answer. One that refuses the connection is passed over for a while and another one asked: then the
     * request has certainly not begun.
     *
     * @param request what is asked of the instance at this address
     * @return fails with {@link ConnectException} when no instance is left
     */
    public <T> Mono<T> ask(Function<URI, Mono<T>> request) {
        return Mono.defer(() -> ask(request, new ArrayList<>()));
    }

    private <T> Mono<T> ask(Function<URI, Mono<T>> request, List<UpstreamInstance> tried) {
        Optional<UpstreamInstance> chosen = choose(tried);
        if (chosen.isEmpty()) {
            return Mono.error(new ConnectException("No instance of " + name.label() + " can be reached"));
        }
        UpstreamInstance instance = chosen.get();
        tried.add(instance);
        return Mono.defer(() -> {
                    instance.begin();
                    return request.apply(instance.address());
                })
                .doFinally(_ -> instance.end())
                .onErrorResume(Upstream::isRefusal, _ -> {
                    failed(instance);
                    return ask(request, tried);
                });
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        return cause instanceof ConnectException || cause instanceof NoRouteToHostException;
    }

    /**
     * The instance for the next request.
     *
     * @param tried instances that this request has tried already
     * @return empty when there is none that was not tried
     */
    Optional<UpstreamInstance> choose(Collection<UpstreamInstance> tried) {
        List<UpstreamInstance> candidates =
                instances.stream().filter(instance -> !tried.contains(instance)).toList();
        long now = nanoTime.getAsLong();
        List<UpstreamInstance> sound =
                candidates.stream().filter(instance -> !instance.isAvoided(now)).toList();
        // When all of them failed lately, one that may have recovered is better than a refusal.
        return leastOutstanding(sound.isEmpty() ? candidates : sound);
    }

    /** The instance refused a connection. */
    void failed(UpstreamInstance instance) {
        instance.avoidUntil(nanoTime.getAsLong() + avoidFailed.toNanos());
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
        List<UpstreamInstance> next = new ArrayList<>();
        for (URI address : found) {
            next.add(known.stream()
                    .filter(instance -> instance.address().equals(address))
                    .findFirst()
                    .orElseGet(() -> new UpstreamInstance(address)));
        }
        instances = List.copyOf(next);
        log.info("{} has {} instances", name.label(), next.size());
    }

    private Optional<UpstreamInstance> leastOutstanding(List<UpstreamInstance> candidates) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        int start = Math.floorMod(turn.getAndIncrement(), candidates.size());
        List<UpstreamInstance> rotated = new ArrayList<>(candidates.subList(start, candidates.size()));
        rotated.addAll(candidates.subList(0, start));
        return rotated.stream().min(Comparator.comparingInt(UpstreamInstance::outstanding));
    }

    private static int port(URI address) {
        return address.getPort() > 0 ? address.getPort() : 80;
    }
}
