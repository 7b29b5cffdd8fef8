package dev.gaia.chat.engine.kvcache;

import java.util.Arrays;

/** The blocks that hold one sequence's tokens, in their order. */
public final class BlockTable {

    private int[] blocks = new int[8];
    private int size;

    /** How many of the blocks, from the first on, the pool knows by their tokens. */
    private int known;

    private long lastKnown = PrefixIndex.ROOT;

    public int size() {
        return size;
    }

    public int[] toArray() {
        return Arrays.copyOf(blocks, size);
    }

    int get(int index) {
        return blocks[index];
    }

    void append(int block) {
        if (size == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * size);
        }
        blocks[size++] = block;
    }

    int known() {
        return known;
    }

    long lastKnown() {
        return lastKnown;
    }

    void know(long node) {
        known++;
        lastKnown = node;
    }

    void clear() {
        size = 0;
        known = 0;
        lastKnown = PrefixIndex.ROOT;
    }
}
