package dev.gaia.chat.engine.sampling;

import java.util.List;

/**
 * Looks for the texts that end an answer, over the borders of tokens. Text that may be the beginning of one is held back
 * until it is known.
 */
public final class StopCondition {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean met;

    public StopCondition(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** What can be sent now that this piece has come; may be empty. */
    public String append(String piece) {
        held.append(piece);
        int first = stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (first >= 0) {
            met = true;
            return release(first, true);
        }
        return release(held.length() - possibleBeginning(), false);
    }

    /** What is left when no further piece comes. */
    public String flush() {
        return release(held.length(), true);
    }

    /** Whether one of the texts has come; nothing after it is sent. */
    public boolean isMet() {
        return met;
    }

    private String release(int length, boolean forgetRest) {
        String released = held.substring(0, length);
        held.delete(0, forgetRest ? held.length() : length);
        return released;
    }

    private int possibleBeginning() {
        return stops.stream().mapToInt(this::overlap).max().orElse(0);
    }

    /** The longest end of the held text that a stop text begins with. */
    private int overlap(String stop) {
        for (int length = Math.min(stop.length() - 1, held.length()); length > 0; length--) {
            if (stop.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }
}
