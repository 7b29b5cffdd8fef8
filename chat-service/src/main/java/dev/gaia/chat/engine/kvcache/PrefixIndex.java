package dev.gaia.chat.engine.kvcache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds blocks by what they hold: a block's tokens and, through its parent, all tokens before them. Tokens are compared one
 * by one, so that no two texts are ever taken for each other.
 */
final class PrefixIndex {

    /** The parent of a sequence's first block. */
    static final long ROOT = 0;

    /** A block in the index; {@code id} is never used again. */
    record Node(long id, int block) {}

    private record Key(long parent, int[] tokens) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key(long otherParent, int[] otherTokens)
                    && parent == otherParent
                    && Arrays.equals(tokens, otherTokens);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(parent) + Arrays.hashCode(tokens);
        }
    }

    private final Map<Key, Node> nodes = new HashMap<>();
    private final Map<Integer, Key> keys = new HashMap<>();
    private long lastId = ROOT;

    @Nullable
    Node find(long parent, int[] tokens) {
        return nodes.get(new Key(parent, tokens));
    }

    /** Must not be there yet. */
    Node add(long parent, int[] tokens, int block) {
        Key key = new Key(parent, tokens);
        Node node = new Node(++lastId, block);
        nodes.put(key, node);
        keys.put(block, key);
        return node;
    }

    boolean holds(int block) {
        return keys.containsKey(block);
    }

    /** Blocks behind it can no longer be found; they age and are forgotten in their turn. */
    void remove(int block) {
        Key key = keys.remove(block);
        if (key != null) {
            nodes.remove(key);
        }
    }
}
