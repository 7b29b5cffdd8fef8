package dev.gaia.chat.engine.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How much of the engine each caller has had, in tokens. Whoever has had least is served first; a newcomer starts level with
 * the least of those who are there, so that having been away earns nothing.
 *
 * <p>The method is the virtual token counter of Sheng et al., "Fairness in Serving Large Language Models", 2024.
 */
final class Shares {

    private static final int READ_WEIGHT = 1;
    private static final int WRITTEN_WEIGHT = 2;

    private static final class Share {

        private long had;
        private int sequences;
        private int places;
    }

    private final Map<String, Share> byCaller = new HashMap<>();

    void join(String caller) {
        Share share = byCaller.get(caller);
        if (share == null) {
            share = new Share();
            share.had = byCaller.values().stream()
                    .mapToLong(other -> other.had)
                    .min()
                    .orElse(0);
            byCaller.put(caller, share);
        }
        share.sequences++;
    }

    void leave(String caller) {
        if (--of(caller).sequences == 0) {
            byCaller.remove(caller);
        }
    }

    void charge(String caller, int read, int written) {
        of(caller).had += (long) read * READ_WEIGHT + (long) written * WRITTEN_WEIGHT;
    }

    /** A sequence of the caller's has started to run. */
    void takePlace(String caller) {
        of(caller).places++;
    }

    /** It runs no more. */
    void givePlaceBack(String caller) {
        of(caller).places--;
    }

    int places(String caller) {
        return of(caller).places;
    }

    long had(String caller) {
        return of(caller).had;
    }

    private Share of(String caller) {
        return Objects.requireNonNull(byCaller.get(caller), "Nobody of this name has joined");
    }
}
