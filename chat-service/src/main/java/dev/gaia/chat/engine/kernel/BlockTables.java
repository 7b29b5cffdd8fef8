package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Which blocks of a {@link KeyValueMemory} hold a sequence's tokens, in their order; one row for each sequence. */
public final class BlockTables {

    private final MemorySegment data;
    private final int width;

    /** @param width the most blocks of a sequence */
    public BlockTables(int sequences, int width, Arena arena) {
        this.data = SystemCalls.memory((long) sequences * width * Integer.BYTES, arena);
        this.width = width;
    }

    int width() {
        return width;
    }

    public int get(int sequence, int index) {
        return data.getAtIndex(ValueLayout.JAVA_INT, (long) sequence * width + index);
    }

    /** @param blocks at most as many as a row has room for */
    public void set(int sequence, int[] blocks) {
        MemorySegment.copy(
                blocks,
                0,
                data,
                ValueLayout.JAVA_INT,
                (long) sequence * width * Integer.BYTES,
                Math.min(blocks.length, width));
    }

    long address(int sequence) {
        return data.address() + (long) sequence * width * Integer.BYTES;
    }
}
