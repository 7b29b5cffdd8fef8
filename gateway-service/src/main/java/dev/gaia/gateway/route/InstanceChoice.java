package dev.gaia.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Which of several instances is asked next. Without affinity the one with the least load, equal ones in turn. With affinity
 * the instances have an order that depends on the affinity alone (rendezvous hashing), so that a new or lost instance moves
 * only what goes to it; the first one in that order is asked whose load stays within a bound over the average.
 *
 * <p>Load is what is outstanding, and more for an instance that is new: it has to warm up.
 */
final class InstanceChoice {

    /** How much busier than the average an instance may be for the sake of its caches. */
    private static final double BOUND = 1.25;

    private final AtomicInteger turn = new AtomicInteger();

    Optional<UpstreamInstance> choose(List<UpstreamInstance> candidates, @Nullable String affinity, long nowNanos) {
        if (candidates.size() < 2) {
            return candidates.stream().findFirst();
        }
        return Optional.of(
                affinity == null ? leastLoaded(candidates, nowNanos) : nearest(candidates, affinity, nowNanos));
    }

    private UpstreamInstance leastLoaded(List<UpstreamInstance> candidates, long nowNanos) {
        int start = Math.floorMod(turn.getAndIncrement(), candidates.size());
        UpstreamInstance least = candidates.get(start);
        for (int i = 1; i < candidates.size(); i++) {
            UpstreamInstance next = candidates.get((start + i) % candidates.size());
            if (next.load(nowNanos) < least.load(nowNanos)) {
                least = next;
            }
        }
        return least;
    }

    private UpstreamInstance nearest(List<UpstreamInstance> candidates, String affinity, long nowNanos) {
        double average = candidates.stream()
                        .mapToDouble(instance -> instance.load(nowNanos))
                        .sum()
                / candidates.size();
        double bound = Math.ceil(average * BOUND);
        byte[] key = affinity.getBytes(StandardCharsets.UTF_8);
        return candidates.stream()
                .filter(instance -> instance.load(nowNanos) <= bound)
                .max(Comparator.comparingLong(instance -> nearness(key, instance)))
                .orElseGet(() -> leastLoaded(candidates, nowNanos));
    }

    private static long nearness(byte[] key, UpstreamInstance instance) {
        CRC32C checksum = new CRC32C();
        checksum.update(key);
        checksum.update(instance.address().toString().getBytes(StandardCharsets.US_ASCII));
        return mixed(checksum.getValue());
    }

    /** Checksums of texts that differ at one place differ at few bits: this spreads them (the end of MurmurHash3). */
    private static long mixed(long bits) {
        long once = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return twice ^ (twice >>> 33);
    }
}
