package dev.gaia.gateway.route;

import java.time.Duration;
import java.util.Collection;

/**
 * Takes instances that fail out of the choice for a while, longer each time. One that refuses connections goes at once, since
 * asking it brings nothing; one that answers badly, late or not at all goes after some failures in a row, and only as long as
 * not too many have gone: when most fail, the cause is elsewhere.
 *
 * <p>One that comes back goes again at its next failure.
 */
final class Ejection {

    private static final int FAILURES = 5;
    private static final double LARGEST_SHARE = 0.5;
    private static final int MOST_DOUBLINGS = 4;

    private final Duration first;

    Ejection(Duration first) {
        this.first = first;
    }

    void refused(UpstreamInstance instance, long nowNanos) {
        eject(instance, nowNanos);
    }

    /** @return whether it is out now */
    boolean failed(UpstreamInstance instance, Collection<UpstreamInstance> all, long nowNanos) {
        if (instance.countFailure() < FAILURES) {
            return false;
        }
        long out = all.stream().filter(one -> one.isAvoided(nowNanos)).count();
        if (out + 1 > all.size() * LARGEST_SHARE) {
            return false;
        }
        eject(instance, nowNanos);
        return true;
    }

    void succeeded(UpstreamInstance instance) {
        instance.forgiveFailures();
    }

    private void eject(UpstreamInstance instance, long nowNanos) {
        if (instance.isAvoided(nowNanos)) {
            return;
        }
        int doublings = Math.min(MOST_DOUBLINGS, instance.ejections());
        instance.avoidUntil(nowNanos + (first.toNanos() << doublings), FAILURES - 1);
    }
}
