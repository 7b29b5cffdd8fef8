package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.kvcache.BlockPool;
import dev.gaia.chat.engine.scheduler.Step.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what runs in the next step: one token of every sequence that decodes, then pieces of prompts as far as the step's
 * budget goes. So sequences join and leave at every step, and a long prompt delays the others by a piece at a time.
 *
 * <p>The more urgent class goes first, within a class the caller who has had least, then whoever came first. When memory or
 * places run out, a sequence that has to yield gives up its blocks and waits; what it has written stays, is read again later
 * and goes on as if nothing had happened.
 *
 * <p>Called by one thread; reads no clock.
 */
public final class Scheduler {

    /** Beside more answers, a guess costs more than it brings. */
    private static final int MOST_GUESSING = 4;

    private static final int MOST_GUESSES = 7;
    private static final int[] NO_GUESSES = {};

    private final BlockPool pool;
    private final int maxRunning;
    private final boolean guesses;
    private final Shares shares = new Shares();
    private final List<Sequence> waiting = new ArrayList<>();

    /** In the order in which they started. */
    private final List<Sequence> running = new ArrayList<>();

    /** Those that gave up their place in the step that is being put together. */
    private final Set<Sequence> yielded = new HashSet<>();

    private long preemptions;
    private long soughtTokens;
    private long reusedTokens;

    /**
     * @param maxRunning how many sequences can be read or answered at once
     * @param guesses whether steps may hold tokens that are only guessed, which the model checks
     */
    public Scheduler(BlockPool pool, int maxRunning, boolean guesses) {
        this.pool = pool;
        this.maxRunning = maxRunning;
        this.guesses = guesses;
    }

    public void add(Sequence sequence) {
        if (pool.blocksFor(sequence.capacity()) > pool.total()) {
            throw new IllegalArgumentException("The sequence would never fit into the memory");
        }
        shares.join(sequence.caller());
        waiting.addLast(sequence);
    }

    /**
     * What to do now.
     *
     * @param promptTokens how many tokens of prompts may be read beside the running answers
     */
    public Step next(int promptTokens) {
        yielded.clear();
        List<Piece> pieces = new ArrayList<>();
        for (Sequence sequence : byUrgency(running)) {
            if (sequence.unread() == 1 && !yielded.contains(sequence)) {
                decode(sequence).ifPresent(pieces::add);
            }
        }
        int left = promptTokens;
        for (Sequence sequence : byUrgency(running)) {
            if (left > 0 && sequence.unread() > 1 && !yielded.contains(sequence)) {
                left -= readOn(sequence, left, pieces);
            }
        }
        while (left > 0 && startNext()) {
            left -= readOn(running.getLast(), left, pieces);
        }
        pieces.removeIf(piece -> yielded.contains(piece.sequence()));
        return new Step(pieces);
    }

    private Optional<Piece> decode(Sequence sequence) {
        int[] guessed = guesses(sequence);
        return piece(sequence, 1).map(piece -> guessed.length == 0 ? piece : withGuesses(piece, guessed));
    }

    private int[] guesses(Sequence sequence) {
        if (!guesses || running.size() > MOST_GUESSING) {
            return NO_GUESSES;
        }
        return sequence.guess(MOST_GUESSES, priceOfAGuess());
    }

    /**
     * A further row as a part of what a token of the answers costs. The more answers share a step's reading of the weights,
     * the cheaper are their own tokens; measured with the default model (docs/engine.md).
     */
    private double priceOfAGuess() {
        return 0.05 + 0.15 * running.size();
    }

    /** Nobody else's memory is taken for guesses. */
    private Piece withGuesses(Piece piece, int[] guessed) {
        Sequence sequence = piece.sequence();
        if (!pool.reserve(sequence.blocks(), sequence.length() + guessed.length)) {
            return piece;
        }
        int[] tokens = Arrays.copyOf(piece.tokens(), 1 + guessed.length);
        System.arraycopy(guessed, 0, tokens, 1, guessed.length);
        return new Piece(sequence, piece.start(), tokens, sequence.blocks().toArray(), true, guessed.length);
    }

    private int readOn(Sequence sequence, int most, List<Piece> pieces) {
        Optional<Piece> piece = piece(sequence, Math.min(most, sequence.unread()));
        piece.ifPresent(pieces::add);
        return piece.map(read -> read.tokens().length).orElse(0);
    }

    /** The cache holds what the step has read; guesses do not count. */
    public void done(Step step) {
        step.pieces().forEach(piece -> read(piece.sequence(), piece.known(), piece.isLast() ? 1 : 0));
    }

    /** So many guesses of the last step were right, and the sequence has them now. */
    public void confirm(Sequence sequence, int guesses) {
        read(sequence, guesses, guesses);
    }

    private void read(Sequence sequence, int tokens, int written) {
        sequence.cached(sequence.cached() + tokens);
        pool.remember(sequence.blocks(), sequence::slice, sequence.cached());
        shares.charge(sequence.caller(), tokens, written);
    }

    /** Forgets a sequence, wherever it stands. */
    public void remove(Sequence sequence) {
        boolean ran = running.remove(sequence);
        if (ran) {
            shares.givePlaceBack(sequence.caller());
            pool.release(sequence.blocks());
        }
        if (ran || waiting.remove(sequence)) {
            shares.leave(sequence.caller());
        }
    }

    /** Whether a running sequence waits for its next token. */
    public boolean isAnswering() {
        return running.stream().anyMatch(sequence -> sequence.unread() == 1);
    }

    public int waiting() {
        return waiting.size();
    }

    public int running() {
        return running.size();
    }

    /** How often a running sequence had to give up its place. */
    public long preemptions() {
        return preemptions;
    }

    /** Tokens that were looked for in blocks when their sequence started. */
    public long soughtTokens() {
        return soughtTokens;
    }

    /** Tokens of prompts that did not have to be read, since blocks held them already. */
    public long reusedTokens() {
        return reusedTokens;
    }

    private Optional<Piece> piece(Sequence sequence, int tokens) {
        int end = sequence.cached() + tokens;
        while (!pool.reserve(sequence.blocks(), end)) {
            Sequence victim = victimFor(sequence).orElse(sequence);
            preempt(victim);
            if (victim == sequence) {
                return Optional.empty();
            }
        }
        return Optional.of(new Piece(
                sequence,
                sequence.cached(),
                sequence.slice(sequence.cached(), end),
                sequence.blocks().toArray(),
                tokens == sequence.unread(),
                0));
    }

    private boolean startNext() {
        for (Sequence sequence : byUrgency(waiting)) {
            if (!yielded.contains(sequence) && hasPlace(sequence)) {
                return start(sequence);
            }
        }
        return false;
    }

    private boolean hasPlace(Sequence sequence) {
        if (running.size() < maxRunning) {
            return true;
        }
        Optional<Sequence> victim = whoTakesTooMuch(sequence);
        victim.ifPresent(this::preempt);
        return victim.isPresent();
    }

    /** Only with room for all that is unread, so that it does not push others out at once. */
    private boolean start(Sequence sequence) {
        int reused = pool.reuse(sequence.blocks(), sequence.tokens());
        if (!pool.reserve(sequence.blocks(), sequence.length())) {
            pool.release(sequence.blocks());
            return false;
        }
        soughtTokens += sequence.length();
        reusedTokens += reused;
        sequence.start(reused);
        waiting.remove(sequence);
        running.addLast(sequence);
        shares.takePlace(sequence.caller());
        return true;
    }

    /** The least urgent that is running, the last one started among equals; none that is more urgent than the sequence. */
    private Optional<Sequence> victimFor(Sequence sequence) {
        return running.reversed().stream()
                .filter(other -> other != sequence)
                .filter(other -> other.priority().compareTo(sequence.priority()) >= 0)
                .max(Comparator.comparing(Sequence::priority));
    }

    /** Somebody less urgent; or, when the sequence's caller has no place at all, somebody's second place. */
    private Optional<Sequence> whoTakesTooMuch(Sequence sequence) {
        Optional<Sequence> lessUrgent = running.reversed().stream()
                .filter(other -> other.priority().compareTo(sequence.priority()) > 0)
                .max(Comparator.comparing(Sequence::priority));
        if (lessUrgent.isPresent() || shares.places(sequence.caller()) > 0) {
            return lessUrgent;
        }
        return running.reversed().stream()
                .filter(other -> other.priority() == sequence.priority())
                .filter(other -> shares.places(other.caller()) > 1)
                .max(Comparator.comparingInt(other -> shares.places(other.caller())));
    }

    private void preempt(Sequence sequence) {
        preemptions++;
        running.remove(sequence);
        shares.givePlaceBack(sequence.caller());
        pool.release(sequence.blocks());
        sequence.giveWay();
        waiting.addFirst(sequence);
        yielded.add(sequence);
    }

    private List<Sequence> byUrgency(List<Sequence> sequences) {
        return sequences.stream().sorted(urgency()).toList();
    }

    private Comparator<Sequence> urgency() {
        return Comparator.<Sequence, Priority>comparing(Sequence::priority)
                .thenComparingLong(sequence -> shares.had(sequence.caller()))
                .thenComparingInt(sequence -> shares.places(sequence.caller()));
    }
}
