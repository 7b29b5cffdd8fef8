package dev.gaia.chat.engine.kvcache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Taking one text for another would answer somebody with somebody else's words, so equal hashes must not be enough. */
class PrefixIndexTests {

    private final PrefixIndex index = new PrefixIndex();

    @Test
    void otherTokensWithTheSameHashAreNotTaken() {
        index.add(PrefixIndex.ROOT, new int[] {0, 31}, 7);

        assertThat(index.find(PrefixIndex.ROOT, new int[] {1, 0})).isNull();
        assertThat(index.find(PrefixIndex.ROOT, new int[] {0, 31})).isNotNull();
    }

    @Test
    void otherBeginningWithTheSameHashIsNotTaken() {
        index.add(PrefixIndex.ROOT, new int[] {40}, 7);

        assertThat(index.find(PrefixIndex.ROOT + 1, new int[] {9})).isNull();
    }

    @Test
    void blockThatWasRemovedIsNotFound() {
        index.add(PrefixIndex.ROOT, new int[] {1, 2}, 7);
        index.remove(7);

        assertThat(index.holds(7)).isFalse();
        assertThat(index.find(PrefixIndex.ROOT, new int[] {1, 2})).isNull();
    }
}
