package dev.gaia.gateway.admission;

/** A request's place: while it waits for the first byte of its answer, and if that is a stream, until its end. */
final class Pass {

    private enum State {
        PENDING,
        STREAMING,
        ANSWERED,
        ENDED
    }

    private final Compartment compartment;
    private final long beganNanos;
    private State state = State.PENDING;

    Pass(Compartment compartment, long beganNanos) {
        this.compartment = compartment;
        this.beganNanos = beganNanos;
    }

    Compartment compartment() {
        return compartment;
    }

    /**
     * The answer begins.
     *
     * @param stream whether it goes on for as long as it pleases
     * @param telling whether the time says how burdened the service is, which it does not when it had a whole text to write
     */
    synchronized void answered(boolean stream, boolean telling, long nowNanos) {
        if (state == State.PENDING) {
            state = stream ? State.STREAMING : State.ANSWERED;
            compartment.answered(stream, telling ? nowNanos - beganNanos : -1, nowNanos);
        }
    }

    /** No answer came, by the service's fault. */
    synchronized void failed(long nowNanos) {
        if (state == State.PENDING) {
            state = State.ENDED;
            compartment.failed(nowNanos);
        }
    }

    /** It is over, in whatever way. */
    synchronized void end() {
        if (state == State.PENDING) {
            compartment.left();
        } else if (state == State.STREAMING) {
            compartment.streamEnded();
        }
        state = State.ENDED;
    }
}
