package dev.gaia.gateway.route;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** One process of a service, as the gateway sees it. */
final class UpstreamInstance {

    private final URI address;
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile long avoidedUntilNanos;
    private volatile boolean avoided;

    UpstreamInstance(URI address) {
        this.address = address;
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

    void avoidUntil(long nanos) {
        avoidedUntilNanos = nanos;
        avoided = true;
    }

    boolean isAvoided(long nowNanos) {
        return avoided && nowNanos - avoidedUntilNanos < 0;
    }
}
