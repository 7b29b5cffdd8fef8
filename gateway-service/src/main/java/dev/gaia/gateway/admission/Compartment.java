package dev.gaia.gateway.admission;

import dev.gaia.gateway.admission.Entry.Reason;
import java.time.Duration;

/**
 * The requests of one class to one service. What happens to them takes no place from those of others, but for the gateway's own time,
 * over which {@link LoadShedder} watches.
 */
final class Compartment {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final RequestClass requestClass;
    private final LoadShedder shedder;
    private final int maxStreams;
    private final GradientLimit limit;
    private final CircuitBreaker circuit;
    private int pending;
    private int streams;

    Compartment(
            RequestClass requestClass,
            AdmissionProperties.OfClass bounds,
            CircuitBreaker circuit,
            LoadShedder shedder) {
        this.requestClass = requestClass;
        this.shedder = shedder;
        this.maxStreams = bounds.maxStreams();
        this.limit = new GradientLimit(
                Math.max(bounds.minPending(), bounds.maxPending() / 2), bounds.minPending(), bounds.maxPending());
        this.circuit = circuit;
    }

    synchronized Entry enter(long nowNanos) {
        if (!shedder.admits(requestClass)) {
            return new Entry.Refused(Reason.GATEWAY_BUSY, SOON);
        }
        if (pending >= limit.limit()) {
            return new Entry.Refused(Reason.BULKHEAD_FULL, SOON);
        }
        if (streams >= maxStreams) {
            return new Entry.Refused(Reason.STREAMS_FULL, SOON);
        }
        // The last question, since a trial that the circuit allows has to be made.
        if (!circuit.mayCall(nowNanos)) {
            return new Entry.Refused(Reason.CIRCUIT_OPEN, circuit.pauseLeft(nowNanos));
        }
        pending++;
        return new Entry.Entered(new Pass(this, nowNanos));
    }

    synchronized void answered(boolean stream, long tookNanos, long nowNanos) {
        if (tookNanos >= 0) {
            limit.answered(tookNanos, pending, nowNanos);
        }
        circuit.succeeded();
        left();
        if (stream) {
            streams++;
        }
    }

    synchronized void failed(long nowNanos) {
        limit.missed();
        circuit.failed(nowNanos);
        left();
    }

    synchronized void left() {
        pending--;
    }

    synchronized void streamEnded() {
        streams--;
    }

    RequestClass requestClass() {
        return requestClass;
    }

    synchronized int pending() {
        return pending;
    }

    synchronized int streams() {
        return streams;
    }

    synchronized int limit() {
        return limit.limit();
    }

    CircuitBreaker.State circuit() {
        return circuit.state();
    }
}
