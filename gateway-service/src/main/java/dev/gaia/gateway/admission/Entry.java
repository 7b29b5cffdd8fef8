package dev.gaia.gateway.admission;

import java.time.Duration;

/** Whether a request may go on to its service. */
sealed interface Entry {

    record Entered(Pass pass) implements Entry {}

    /** @param reason as the metric names it */
    record Refused(Reason reason, Duration retryAfter) implements Entry {}

    /** Why not. */
    enum Reason {
        CIRCUIT_OPEN("circuit_open", "does not answer at present"),
        BULKHEAD_FULL("bulkhead_full", "has as much to do as it can"),
        STREAMS_FULL("streams_full", "has as many streams open as it can"),
        GATEWAY_BUSY("gateway_busy", "cannot be reached, since too much is to be done before it");

        private final String label;
        private final String text;

        Reason(String label, String text) {
            this.label = label;
            this.text = text;
        }

        String label() {
            return label;
        }

        String text() {
            return text;
        }
    }
}
