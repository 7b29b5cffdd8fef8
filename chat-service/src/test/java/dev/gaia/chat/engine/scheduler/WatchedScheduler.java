package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.kvcache.BlockPool;
import dev.gaia.chat.engine.kvcache.WatchedBlocks;
import dev.gaia.chat.engine.scheduler.Step.Piece;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A scheduler whose books are checked whenever something has changed; after a test it is emptied and checked again. */
public final class WatchedScheduler implements AfterEachCallback {

    private final BlockPool pool;
    private final int maxRunning;
    private final int blockTokens;
    private final WatchedBlocks blocks = new WatchedBlocks();
    private final Scheduler scheduler;
    private final Set<Sequence> alive = new LinkedHashSet<>();

    public WatchedScheduler(int blocks, int blockTokens, int maxRunning) {
        this.pool = this.blocks.pool(blocks, blockTokens);
        this.blockTokens = blockTokens;
        this.maxRunning = maxRunning;
        this.scheduler = new Scheduler(pool, maxRunning, false);
    }

    public BlockPool pool() {
        return pool;
    }

    public Scheduler books() {
        return scheduler;
    }

    public void add(Sequence sequence) {
        scheduler.add(sequence);
        alive.add(sequence);
        check();
    }

    public void remove(Sequence sequence) {
        scheduler.remove(sequence);
        alive.remove(sequence);
        check();
    }

    public Step next(int promptTokens) {
        Step step = scheduler.next(promptTokens);
        check(step);
        check();
        return step;
    }

    public void done(Step step) {
        scheduler.done(step);
        check();
    }

    /** Removes all that is left, as when their clients go away. */
    public void clear() {
        List.copyOf(alive).forEach(this::remove);
    }

    private void check() {
        assertThat(scheduler.running() + scheduler.waiting())
                .as("each sequence is in one place")
                .isEqualTo(alive.size());
        assertThat(scheduler.running()).isLessThanOrEqualTo(maxRunning);
        WatchedBlocks.assertUsedBy(pool, alive.stream().map(Sequence::blocks));
        long holding =
                alive.stream().filter(sequence -> sequence.blocks().size() > 0).count();
        assertThat(holding).as("who waits holds nothing").isLessThanOrEqualTo(scheduler.running());
    }

    /** Pieces join on to what was read, and write only where no other sequence reads or writes. */
    private void check(Step step) {
        Set<Sequence> seen = new HashSet<>();
        for (Piece piece : step.pieces()) {
            Sequence sequence = piece.sequence();
            assertThat(seen.add(sequence)).as("one piece a sequence").isTrue();
            assertThat(alive).contains(sequence);
            assertThat(piece.start()).isEqualTo(sequence.cached());
            assertThat(piece.blocks()).isEqualTo(sequence.blocks().toArray());
            int end = piece.start() + piece.tokens().length;
            assertThat(piece.blocks().length * blockTokens).isGreaterThanOrEqualTo(end);
            int[] written =
                    Arrays.copyOfRange(piece.blocks(), piece.start() / blockTokens, Math.ceilDiv(end, blockTokens));
            for (Sequence other : alive) {
                if (other != sequence) {
                    assertThat(other.blocks().toArray()).doesNotContain(written);
                }
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clear();
        assertThat(scheduler.running() + scheduler.waiting()).isZero();
        blocks.afterEach(context);
    }
}
