package dev.gaia.gateway.route;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** One process of a service, as the gateway sees it. */
public final class UpstreamInstance {

    private final URI address;
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile long avoidedUntilNanos;
    private volatile boolean avoided;

    UpstreamInstance(URI address) {
        this.address = address;
    }

    public URI address() {
        return address;
    }

    /** How many requests it works on now. */
    public int outstanding() {
        return outstanding.get();
    }

    public void begin() {
        outstanding.incrementAndGet();
    }

    public void end() {
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
