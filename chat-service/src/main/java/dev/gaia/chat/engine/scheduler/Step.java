package dev.gaia.chat.engine.scheduler;

import java.util.List;
import java.util.Optional;

/**
 * The work of one turn of the engine's loop.
 *
 * @param prefill a piece of one prompt to read
 * @param decoding the sequences that get one token each; their slots are 0 … size − 1, in this order
 */
public record Step(Optional<Prefill> prefill, List<Sequence> decoding) {

    /**
     * @param start how many tokens the slot holds already
     * @param isLast whether the prompt is read after this piece, so that the first token can be sampled
     */
    public record Prefill(Sequence sequence, int slot, int start, int[] tokens, boolean isLast) {}

    public boolean isEmpty() {
        return prefill.isEmpty() && decoding.isEmpty();
    }
}
