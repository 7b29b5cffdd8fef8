package dev.gaia.gateway.route;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** One process of a service, as the gateway sees it. */
final class UpstreamInstance {

    private static final double NEW_WEIGHT = 0.1;

    private final URI address;
    private final long newSinceNanos;
    private final long newForNanos;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile int ejections;
    private volatile long avoidedUntilNanos;
    private volatile boolean avoided;

    /** @param newForNanos how long it is spared; 0 for one that is not new */
    UpstreamInstance(URI address, long newSinceNanos, long newForNanos) {
        this.address = address;
        this.newSinceNanos = newSinceNanos;
        this.newForNanos = newForNanos;
    }

    URI address() {
        return address;
    }

    /** How many requests it works on now. */
    int outstanding() {
        return outstanding.get();
    }

    void begin() {
        outstanding.incrementAndGet();
    }

    void end() {
        outstanding.decrementAndGet();
    }

    /** How busy it would be with one request more, against one that has long been there. */
    double load(long nowNanos) {
        return (outstanding() + 1) / weight(nowNanos);
    }

    private double weight(long nowNanos) {
        long age = nowNanos - newSinceNanos;
        return age >= newForNanos ? 1 : Math.max(NEW_WEIGHT, (double) age / newForNanos);
    }

    /** @return how many there were in a row */
    int countFailure() {
        return failuresInARow.incrementAndGet();
    }

    void forgiveFailures() {
        failuresInARow.set(0);
        ejections = 0;
    }

    /** How often it was taken out since it last did well. */
    int ejections() {
        return ejections;
    }

    /** @param failures that it comes back with */
    synchronized void avoidUntil(long nanos, int failures) {
        ejections = ejections + 1;
        failuresInARow.set(failures);
        avoidedUntilNanos = nanos;
        avoided = true;
    }

    boolean isAvoided(long nowNanos) {
        return avoided && nowNanos - avoidedUntilNanos < 0;
    }
}
