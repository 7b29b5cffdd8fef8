package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keys and values of past tokens in half precision, in blocks of {@value #BLOCK_TOKENS} tokens; a block has room for all
 * layers and heads.
 *
 * <p>For each head, a block holds the keys so that the tokens' values of one dimension lie side by side, then the values
 * token by token, as {@link AttentionRoutine} reads them.
 */
public final class KeyValueMemory {

    public static final int BLOCK_TOKENS = 16;

    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT;

    private final int heads;
    private final int headSize;
    private final int headBytes;
    private final int blockBytes;
    private final MemorySegment data;

    /** @param headSize a multiple of 16 */
    public KeyValueMemory(int blocks, int layers, int heads, int headSize, Arena arena) {
        this.heads = heads;
        this.headSize = headSize;
        this.headBytes = 2 * BLOCK_TOKENS * headSize * Short.BYTES;
        this.blockBytes = Math.multiplyExact(layers * heads, headBytes);
        this.data = SystemCalls.memory((long) blocks * blockBytes, arena);
    }

    int headSize() {
        return headSize;
    }

    int heads() {
        return heads;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** Where block 0 has this layer and head. */
    long address(int layer, int head) {
        return data.address() + (long) (layer * heads + head) * headBytes;
    }

    /**
     * Keeps a token's key and value.
     *
     * @param token its place in the block
     * @param row of {@code from}, where the key begins at {@code key} and the value at {@code value}
     */
    public void put(int block, int token, int layer, int head, FloatRows from, int row, int key, int value) {
        long at = (long) block * blockBytes + (long) (layer * heads + head) * headBytes;
        long keys = at + (long) token * Short.BYTES;
        long values = at + headBytes / 2 + (long) token * headSize * Short.BYTES;
        for (int i = 0; i < headSize; i++) {
            data.set(HALF, keys + (long) i * BLOCK_TOKENS * Short.BYTES, half(from.get(row, key + i)));
            data.set(HALF, values + (long) i * Short.BYTES, half(from.get(row, value + i)));
        }
    }

    private static short half(float value) {
        return Float.floatToFloat16(value);
    }
}
