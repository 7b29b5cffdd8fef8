package dev.gaia.chat.engine.kvcache;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The blocks of the key-value memory. A block is free, in use by one or more sequences, or kept: nobody uses it, but it
 * still holds tokens that the next prompt may begin with. Kept blocks are given away when no free one is left, the longest
 * unused first.
 *
 * <p>Called by one thread.
 */
public final class BlockPool {

    private final int blockTokens;
    private final int[] users;
    private final Deque<Integer> free;
    private final Set<Integer> kept = new LinkedHashSet<>();
    private final PrefixIndex prefixes = new PrefixIndex();

    /** @param blockTokens how many tokens a block holds */
    public BlockPool(int blocks, int blockTokens) {
        this.blockTokens = blockTokens;
        this.users = new int[blocks];
        this.free = new ArrayDeque<>(IntStream.range(0, blocks).boxed().toList());
    }

    int blockTokens() {
        return blockTokens;
    }

    public int total() {
        return users.length;
    }

    /** Blocks that could be had now: free and kept ones. */
    public int available() {
        return free.size() + kept.size();
    }

    public int used() {
        return total() - available();
    }

    public int blocksFor(int tokens) {
        return Math.ceilDiv(tokens, blockTokens);
    }

    /**
     * Fills an empty table with blocks that already hold the first tokens of a prompt.
     *
     * @return how many tokens they hold; always fewer than there are, since the last one must be read for its logits
     */
    public int reuse(BlockTable table, int[] tokens) {
        int whole = (tokens.length - 1) / blockTokens;
        while (table.size() < whole) {
            PrefixIndex.Node node = prefixes.find(table.lastKnown(), slice(tokens, table.size()));
            if (node == null) {
                break;
            }
            use(node.block());
            table.append(node.block());
            table.know(node.id());
        }
        return table.size() * blockTokens;
    }

    /** Gives the table room for {@code tokens} tokens. @return whether there was enough; nothing changes otherwise */
    public boolean reserve(BlockTable table, int tokens) {
        int missing = blocksFor(tokens) - table.size();
        if (missing > available()) {
            return false;
        }
        for (int i = 0; i < missing; i++) {
            int block = take();
            use(block);
            table.append(block);
        }
        return true;
    }

    /** Gives a part of a sequence's tokens. */
    public interface Slices {

        int[] slice(int from, int to);
    }

    /** Makes the table's full blocks known for later prompts; the cache holds the first {@code cached} tokens. */
    public void remember(BlockTable table, Slices tokens, int cached) {
        while (table.known() < cached / blockTokens) {
            int first = table.known() * blockTokens;
            int[] slice = tokens.slice(first, first + blockTokens);
            PrefixIndex.Node same = prefixes.find(table.lastKnown(), slice);
            // Two sequences that read the same prompt at once: the first one's block is found, the second's stays
            // unknown.
            PrefixIndex.Node node =
                    same != null ? same : prefixes.add(table.lastKnown(), slice, table.get(table.known()));
            table.know(node.id());
        }
    }

    /** Takes all blocks from the table. The last ones age first, so that beginnings, which more prompts share, stay longest. */
    public void release(BlockTable table) {
        for (int i = table.size() - 1; i >= 0; i--) {
            int block = table.get(i);
            users[block]--;
            if (users[block] == 0) {
                if (prefixes.holds(block)) {
                    kept.add(block);
                } else {
                    free.push(block);
                }
            }
        }
        table.clear();
    }

    private void use(int block) {
        users[block]++;
        kept.remove(block);
    }

    private int take() {
        if (!free.isEmpty()) {
            return free.pop();
        }
        Iterator<Integer> oldest = kept.iterator();
        int block = oldest.next();
        oldest.remove();
        prefixes.remove(block);
        return block;
    }

    private int[] slice(int[] tokens, int block) {
        return Arrays.copyOfRange(tokens, block * blockTokens, (block + 1) * blockTokens);
    }
}
