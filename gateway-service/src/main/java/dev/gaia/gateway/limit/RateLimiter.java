package dev.gaia.gateway.limit;

import dev.gaia.gateway.admission.CircuitBreaker;
import dev.gaia.gateway.limit.Tab.Slot;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Decides by a subject's {@link Tab} and by the {@link Ledger} that gateways share. What is decided here is told to Redis some
 * milliseconds later, together for each subject. While Redis does not answer nobody waits for it.
 */
@Component
class RateLimiter {

    private static final Logger log = LoggerFactory.getLogger(RateLimiter.class);
    private static final long TELL_EVERY_MILLIS = 25;
    private static final Duration IDLE = Duration.ofMinutes(2);

    /** Some 300 bytes each. A subject beyond that is decided by Redis each time. */
    private static final int MOST_TABS = 200_000;

    private static final int MOST_FAILURES = 4;

    private final Map<String, Tab> tabs = new ConcurrentHashMap<>();
    private final Set<Tab> toTell = ConcurrentHashMap.newKeySet();
    private final CircuitBreaker redis =
            new CircuitBreaker(MOST_FAILURES, Duration.ofMillis(250), Duration.ofSeconds(2));
    private final Ledger ledger;
    private final LimitMetrics metrics;
    private final double share;
    private final Duration patience;
    private final ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("limit-teller").factory());

    RateLimiter(Ledger ledger, LimitMetrics metrics, LimitProperties properties) {
        this.ledger = ledger;
        this.metrics = metrics;
        this.share = properties.localShare();
        this.patience = properties.redisPatience();
        metrics.watchDegraded(this::isAlone);
        ledger.connect();
        teller.scheduleWithFixedDelay(this::tell, TELL_EVERY_MILLIS, TELL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        long renew = Ledger.LEASE.toMillis() / 3;
        teller.scheduleWithFixedDelay(this::tidy, renew, renew, TimeUnit.MILLISECONDS);
    }

    Tab tab(String subject, Limits limits) {
        Tab known = tabs.get(subject);
        if (known != null) {
            return known;
        }
        return tabs.size() < MOST_TABS
                ? tabs.computeIfAbsent(subject, key -> new Tab(key, limits))
                : new Tab(subject, limits);
    }

    /** @param slot of an answer or a stream, which {@link #release} gives back whatever the verdict was */
    Mono<Verdict> decide(Tab tab, Limits limits, @Nullable Slot slot) {
        if (isAlone()) {
            return Mono.just(alone(tab, limits, slot));
        }
        Verdict known = tab.decide(limits, slot, micros());
        if (known == null) {
            return ask(tab, limits, slot);
        }
        metrics.decidedLocally();
        if (known instanceof Verdict.Admitted) {
            toTell.add(tab);
        }
        return Mono.just(known);
    }

    private Verdict alone(Tab tab, Limits limits, @Nullable Slot slot) {
        metrics.decidedAlone();
        toTell.add(tab);
        return tab.decideAlone(limits, slot, share, micros());
    }

    private Mono<Verdict> ask(Tab tab, Limits limits, @Nullable Slot slot) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            // Whoever goes or gives up meanwhile, the answer is learned.
            return Mono.fromFuture(tell(tab, tab.question(true, slot)), true)
                    .timeout(patience)
                    .doOnNext(_ -> metrics.decidedByRedis(System.nanoTime() - start))
                    .doOnError(TimeoutException.class, this::failed)
                    .onErrorResume(_ -> Mono.fromSupplier(() -> alone(tab, limits, slot)));
        });
    }

    private CompletableFuture<Verdict> tell(Tab tab, Tab.Question question) {
        return ledger.ask(tab.key(), question)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        failed(tab, question, failure);
                    }
                })
                .thenApply(answer -> {
                    redis.succeeded();
                    return tab.learn(question, answer, micros());
                })
                .toCompletableFuture();
    }

    private void failed(Tab tab, Tab.Question question, Throwable failure) {
        tab.notTold(question);
        toTell.add(tab);
        failed(failure);
    }

    private void failed(Throwable failure) {
        boolean before = isAlone();
        redis.failed(System.nanoTime());
        if (!before && isAlone()) {
            log.warn(
                    "Redis does not answer; a share of the limits holds in this gateway alone: {}", failure.toString());
        }
    }

    /** An answer took so many tokens. */
    void charge(Tab tab, long tokens) {
        tab.charge(tokens, isAlone() ? share : 1, micros());
        toTell.add(tab);
    }

    /** An answer or stream has ended. */
    void release(Tab tab, Slot slot) {
        tab.release(slot);
        toTell.add(tab);
    }

    boolean isAlone() {
        return redis.state() != CircuitBreaker.State.CLOSED;
    }

    private void tell() {
        try {
            ledger.connect();
            if (isAlone()) {
                tryAgain();
                return;
            }
            for (Tab tab : toTell) {
                toTell.remove(tab);
                tell(tab, tab.question(false, null));
            }
        } catch (RuntimeException failure) {
            log.error("What was used could not be told", failure);
        }
    }

    /** No request waits for the trial. */
    private void tryAgain() {
        if (redis.mayCall(System.nanoTime())) {
            ledger.ping().whenComplete((_, failure) -> {
                if (failure == null) {
                    redis.succeeded();
                    log.info("Redis answers again");
                } else {
                    failed(failure);
                }
            });
        }
    }

    /** Renews what this gateway says of open streams, and forgets who has not come for long. */
    private void tidy() {
        long idle = micros() - IDLE.toNanos() / 1_000;
        tabs.values().removeIf(tab -> tab.isIdleSince(idle));
        tabs.values().stream().filter(tab -> tab.open() > 0).forEach(toTell::add);
    }

    private static long micros() {
        return System.nanoTime() / 1_000;
    }

    @PreDestroy
    void stop() {
        teller.shutdownNow();
    }
}
