package dev.gaia.chat.engine.kvcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockPoolTests {

    private static final int BLOCK = 4;

    @RegisterExtension
    private final WatchedBlocks blocks = new WatchedBlocks();

    private final BlockPool pool = blocks.pool(6, BLOCK);

    @Test
    void tableGrowsByWholeBlocksAndGivesThemBack() {
        BlockTable table = new BlockTable();
        assertThat(pool.reserve(table, 5)).isTrue();
        assertThat(table.size()).isEqualTo(2);
        assertThat(pool.reserve(table, 8)).isTrue();
        assertThat(table.size()).isEqualTo(2);
        assertThat(pool.reserve(table, 9)).isTrue();
        assertThat(pool.used()).isEqualTo(3);

        pool.release(table);

        assertThat(pool.available()).isEqualTo(6);
        assertThat(table.size()).isZero();
    }

    @Test
    void tooLargeAReservationChangesNothing() {
        BlockTable table = new BlockTable();
        assertThat(pool.reserve(table, 6 * BLOCK + 1)).isFalse();
        assertThat(table.size()).isZero();
        assertThat(pool.available()).isEqualTo(6);
    }

    @Test
    void promptThatBeginsLikeAnEarlierOneFindsItsBlocks() {
        int[] first = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        BlockTable earlier = read(first);
        int[] held = earlier.toArray();
        pool.release(earlier);

        BlockTable later = new BlockTable();
        assertThat(pool.reuse(later, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 99, 100}))
                .isEqualTo(8);

        assertThat(later.toArray()).containsExactly(held[0], held[1]);
        pool.release(later);
    }

    @Test
    void blockInUseIsSharedAndStaysWhenOneOfItsUsersLeaves() {
        BlockTable first = read(1, 2, 3, 4, 5);
        BlockTable second = new BlockTable();
        assertThat(pool.reuse(second, new int[] {1, 2, 3, 4, 6})).isEqualTo(4);
        assertThat(pool.used()).isEqualTo(2);

        pool.release(first);

        assertThat(pool.used()).isEqualTo(1);
        pool.release(second);
    }

    @Test
    void lastTokenIsNeverReusedSinceItsLogitsAreNeeded() {
        pool.release(read(1, 2, 3, 4));

        assertThat(pool.reuse(new BlockTable(), new int[] {1, 2, 3, 4})).isZero();
    }

    @Test
    void sameTokensBehindAnotherBeginningAreNotTheSame() {
        pool.release(read(1, 2, 3, 4, 5, 6, 7, 8, 9));

        assertThat(pool.reuse(new BlockTable(), new int[] {5, 6, 7, 8, 9})).isZero();
    }

    @Test
    void longestUnusedIsGivenAwayFirstAndItsEndBeforeItsBeginning() {
        pool.release(read(1, 1, 1, 1, 2, 2, 2, 2, 0));
        pool.release(read(3, 3, 3, 3, 0));
        BlockTable large = new BlockTable();
        assertThat(pool.reserve(large, 4 * BLOCK)).isTrue();

        assertThat(reusable(1, 1, 1, 1, 2, 2, 2, 2, 0)).isEqualTo(4);
        assertThat(reusable(3, 3, 3, 3, 0)).isEqualTo(4);
        pool.release(large);
    }

    @Test
    void anyHistoryKeepsCountsRightAndContentsTrue() {
        Random random = new Random(11);
        BlockPool busy = blocks.pool(12, BLOCK);
        int[][] contents = new int[12][];
        List<BlockTable> tables = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            if (!tables.isEmpty() && random.nextInt(3) == 0) {
                busy.release(tables.remove(random.nextInt(tables.size())));
                continue;
            }
            int[] tokens = random.ints(1 + random.nextInt(20), 0, 2).toArray();
            BlockTable table = new BlockTable();
            int reused = busy.reuse(table, tokens);
            for (int i = 0; i < reused / BLOCK; i++) {
                assertThat(contents[table.get(i)]).isEqualTo(Arrays.copyOf(tokens, (i + 1) * BLOCK));
            }
            if (!busy.reserve(table, tokens.length)) {
                busy.release(table);
                continue;
            }
            for (int i = reused / BLOCK; i < table.size(); i++) {
                contents[table.get(i)] = Arrays.copyOf(tokens, Math.min(tokens.length, (i + 1) * BLOCK));
            }
            busy.remember(table, (from, to) -> Arrays.copyOfRange(tokens, from, to), tokens.length);
            tables.add(table);
            WatchedBlocks.assertUsedBy(busy, tables.stream());
        }
        tables.forEach(busy::release);
    }

    private int reusable(int... tokens) {
        BlockTable table = new BlockTable();
        int reused = pool.reuse(table, tokens);
        pool.release(table);
        return reused;
    }

    private BlockTable read(int... tokens) {
        BlockTable table = new BlockTable();
        pool.reuse(table, tokens);
        assertThat(pool.reserve(table, tokens.length)).isTrue();
        pool.remember(table, (from, to) -> Arrays.copyOfRange(tokens, from, to), tokens.length);
        assertThat(IntStream.of(table.toArray()).distinct().count()).isEqualTo(table.size());
        return table;
    }
}
