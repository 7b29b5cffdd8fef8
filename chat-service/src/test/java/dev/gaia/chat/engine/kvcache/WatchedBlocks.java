package dev.gaia.chat.engine.kvcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The block pools of a test. In the end every block must have come back, each of them once. */
public final class WatchedBlocks implements AfterEachCallback {

    private final List<BlockPool> pools = new ArrayList<>();

    public BlockPool pool(int blocks, int blockTokens) {
        BlockPool pool = new BlockPool(blocks, blockTokens);
        pools.add(pool);
        return pool;
    }

    /** The pool counts as used what lies in these tables, all that are there, and nothing else. */
    public static void assertUsedBy(BlockPool pool, Stream<BlockTable> tables) {
        long held = tables.flatMapToInt(table -> IntStream.of(table.toArray()))
                .distinct()
                .count();
        assertThat(pool.used()).as("blocks in use").isEqualTo((int) held);
        assertThat(pool.used() + pool.available()).isEqualTo(pool.total());
    }

    /** Takes all there are: only so does it show that none is missing and none is there twice. */
    @Override
    public void afterEach(ExtensionContext context) {
        for (BlockPool pool : pools) {
            assertThat(pool.available()).as("blocks that came back").isEqualTo(pool.total());
            BlockTable all = new BlockTable();
            assertThat(pool.reserve(all, pool.total() * pool.blockTokens())).isTrue();
            assertThat(all.toArray())
                    .containsExactlyInAnyOrder(IntStream.range(0, pool.total()).toArray());
        }
    }
}
