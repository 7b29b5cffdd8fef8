package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.scheduler.Step.Prefill;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what runs in the next step: a piece of one prompt, and one token of every sequence whose prompt is read. So a
 * long prompt delays the others by one piece at a time, and sequences join and leave at every step.
 *
 * <p>The sequences that decode lie in the cache's first slots without a gap; one whose prompt is being read lies right
 * behind them. Called by one thread; reads no clock.
 */
public final class Scheduler {

    private final int slots;
    private final int prefillPiece;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final List<Sequence> decoding = new ArrayList<>();
    private @Nullable Sequence prefilling;

    /**
     * @param slots how many sequences the cache holds
     * @param prefillPiece how many tokens of a prompt are read in one step at most
     */
    public Scheduler(int slots, int prefillPiece) {
        this.slots = slots;
        this.prefillPiece = prefillPiece;
    }

    /** A sequence that must move in the cache so that no gap is left. */
    public record Move(int from, int to, int tokens) {}

    public void add(Sequence sequence) {
        waiting.addLast(sequence);
    }

    public Step next() {
        if (prefilling == null && decoding.size() < slots) {
            prefilling = waiting.pollFirst();
        }
        return new Step(Optional.ofNullable(prefilling).map(this::piece), List.copyOf(decoding));
    }

    /** The piece was read: the sequence goes on with the next one, or decodes from the next step on. */
    public void prefilled(Prefill piece) {
        Sequence sequence = piece.sequence();
        sequence.cached(piece.start() + piece.tokens().length);
        if (sequence.isPrefilled()) {
            decoding.add(sequence);
            prefilling = null;
        }
    }

    /** The cache took the sequence's last token. */
    public void decoded(Sequence sequence) {
        sequence.cached(sequence.cached() + 1);
    }

    /**
     * Forgets a sequence, wherever it stands.
     *
     * @return what the cache has to move, in this order
     */
    public List<Move> remove(Sequence sequence) {
        if (sequence == prefilling) {
            prefilling = null;
            return List.of();
        }
        int slot = decoding.indexOf(sequence);
        if (slot < 0) {
            waiting.remove(sequence);
            return List.of();
        }
        return closeGap(slot);
    }

    private List<Move> closeGap(int slot) {
        List<Move> moves = new ArrayList<>();
        int last = decoding.size() - 1;
        Sequence moved = decoding.removeLast();
        if (slot != last) {
            decoding.set(slot, moved);
            moves.add(new Move(last, slot, moved.cached()));
        }
        if (prefilling != null && prefilling.cached() > 0) {
            moves.add(new Move(last + 1, last, prefilling.cached()));
        }
        return moves;
    }

    public int waiting() {
        return waiting.size();
    }

    public int running() {
        return decoding.size() + (prefilling == null ? 0 : 1);
    }

    private Prefill piece(Sequence sequence) {
        int end = Math.min(sequence.cached() + prefillPiece, sequence.promptTokens());
        return new Prefill(
                sequence,
                decoding.size(),
                sequence.cached(),
                sequence.slice(sequence.cached(), end),
                end == sequence.promptTokens());
    }
}
