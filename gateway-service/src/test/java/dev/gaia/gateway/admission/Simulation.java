package dev.gaia.gateway.admission;

import dev.gaia.gateway.admission.Entry.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A gateway and three services in virtual time. The gateway is one core that takes 0.15 ms for a request that it lets in and 0.03 ms for one
 * that it refuses; a service has places that each work on one request, and a queue without end.
 */
final class Simulation {

    private static final long LET_IN = Duration.ofNanos(150_000).toNanos();
    private static final long REFUSED = Duration.ofNanos(30_000).toNanos();
    private static final long LOOK = Duration.ofMillis(20).toNanos();

    private record Event(long at, long number, Runnable deed) {}

    /** What one class of clients saw. */
    static final class Seen {

        int sent;
        int served;
        int late;
        int lowestLimit = Integer.MAX_VALUE;
        final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        final List<Long> times = new ArrayList<>();

        double millis(double quantile) {
            if (times.isEmpty()) {
                return 0;
            }
            Collections.sort(times);
            return times.get((int) Math.min(times.size() - 1, times.size() * quantile)) / 1e6;
        }

        int refused(Reason reason) {
            return refused.getOrDefault(reason, 0);
        }
    }

    private final class Service {

        private final int places;
        private final long meanNanos;
        private final Deque<Runnable> queue = new ArrayDeque<>();
        private int busy;
        private double slowness = 1;

        Service(int places, Duration mean) {
            this.places = places;
            this.meanNanos = mean.toNanos();
        }

        void work(Runnable done) {
            queue.add(done);
            begin();
        }

        private void begin() {
            while (busy < places && !queue.isEmpty() && slowness < Double.MAX_VALUE) {
                Runnable done = queue.remove();
                busy++;
                after((long) (meanNanos * slowness * (0.5 + random.nextDouble())), () -> {
                    busy--;
                    done.run();
                    begin();
                });
            }
        }
    }

    private final Random random = new Random(7);
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.at() != b.at() ? Long.compare(a.at(), b.at()) : Long.compare(a.number(), b.number()));
    private final LoadShedder shedder = new LoadShedder();
    private final Map<RequestClass, Compartment> compartments = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Service> services = new EnumMap<>(RequestClass.class);
    private final Map<RequestClass, Seen> seen = new EnumMap<>(RequestClass.class);
    private final Duration firstByte = Duration.ofSeconds(5);
    private long now;
    private long gatewayFreeAt;
    private long number;

    Simulation() {
        for (RequestClass requestClass : RequestClass.values()) {
            seen.put(requestClass, new Seen());
            compartments.put(
                    requestClass,
                    new Compartment(
                            requestClass,
                            new AdmissionProperties.OfClass(firstByte, 64, 1_000, 1_000),
                            new CircuitBreaker(5, Duration.ofSeconds(1), Duration.ofSeconds(15)),
                            shedder));
        }
        services.put(RequestClass.LOGIN, new Service(8, Duration.ofMillis(10)));
        services.put(RequestClass.CHAT, new Service(8, Duration.ofMillis(20)));
        services.put(RequestClass.ASSETS, new Service(40, Duration.ofMillis(4)));
        for (long look = LOOK; look < Duration.ofSeconds(60).toNanos(); look += LOOK) {
            at(look, () -> shedder.late(Math.max(0, gatewayFreeAt - now), now));
        }
    }

    /** Requests come at random, so many a second. */
    void load(RequestClass requestClass, Duration from, Duration to, double aSecond) {
        long at = from.toNanos();
        while (at < to.toNanos()) {
            at(at, () -> comes(requestClass));
            at += (long) (-Math.log(1 - random.nextDouble()) / aSecond * 1e9);
        }
    }

    /** The service takes so many times as long. */
    void slow(RequestClass requestClass, Duration from, Duration to, double slowness) {
        at(from.toNanos(), () -> service(requestClass).slowness = slowness);
        at(to.toNanos(), () -> {
            service(requestClass).slowness = 1;
            service(requestClass).begin();
        });
    }

    /** The service takes what comes and does nothing. */
    void freeze(RequestClass requestClass, Duration from, Duration to) {
        slow(requestClass, from, to, Double.MAX_VALUE);
    }

    void run() {
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.at();
            next.deed().run();
        }
    }

    Seen of(RequestClass requestClass) {
        return Objects.requireNonNull(seen.get(requestClass));
    }

    private Service service(RequestClass requestClass) {
        return Objects.requireNonNull(services.get(requestClass));
    }

    private Compartment compartment(RequestClass requestClass) {
        return Objects.requireNonNull(compartments.get(requestClass));
    }

    private void comes(RequestClass requestClass) {
        long came = now;
        of(requestClass).sent++;
        gatewayFreeAt = Math.max(gatewayFreeAt, now);
        // It is looked at when the event loop comes to it; what it costs is known then.
        at(gatewayFreeAt, () -> looked(requestClass, came));
        gatewayFreeAt += REFUSED;
    }

    private void looked(RequestClass requestClass, long came) {
        Seen clients = of(requestClass);
        Compartment compartment = compartment(requestClass);
        clients.lowestLimit = Math.min(clients.lowestLimit, compartment.limit());
        switch (compartment.enter(now)) {
            case Entry.Refused(Reason reason, Duration _) -> clients.refused.merge(reason, 1, Integer::sum);
            case Entry.Entered(Pass pass) -> {
                gatewayFreeAt = Math.max(gatewayFreeAt, now) + LET_IN - REFUSED;
                boolean[] over = new boolean[1];
                after(firstByte.toNanos(), () -> {
                    if (!over[0]) {
                        over[0] = true;
                        clients.late++;
                        pass.failed(now);
                    }
                });
                service(requestClass).work(() -> {
                    if (!over[0]) {
                        over[0] = true;
                        clients.served++;
                        clients.times.add(now - came);
                        pass.answered(false, true, now);
                        pass.end();
                    }
                });
            }
        }
    }

    private void at(long at, Runnable deed) {
        events.add(new Event(at, number++, deed));
    }

    private void after(long nanos, Runnable deed) {
        at(now + nanos, deed);
    }

    static String header() {
        return "| scenario | class | sent | served | too late | bulkhead full | circuit open | gateway busy | p50 ms | p99 ms | lowest limit |\n"
                + "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
    }

    String rows(String scenario) {
        StringBuilder rows = new StringBuilder();
        seen.forEach((requestClass, one) -> rows.append(String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d | %d | %d | %d | %.1f | %.1f | %d |%n",
                scenario,
                requestClass.label(),
                one.sent,
                one.served,
                one.late,
                one.refused(Reason.BULKHEAD_FULL),
                one.refused(Reason.CIRCUIT_OPEN),
                one.refused(Reason.GATEWAY_BUSY),
                one.millis(0.5),
                one.millis(0.99),
                one.lowestLimit)));
        return rows.toString();
    }
}
