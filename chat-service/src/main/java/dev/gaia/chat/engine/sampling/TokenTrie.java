package dev.gaia.chat.engine.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bytes of all tokens as one tree, whose nodes lie in the order of a walk: a node's first child follows it, and what
 * follows its last descendant is known, so that a branch is left in one step.
 */
final class TokenTrie {

    private final int vocabulary;
    private final int longest;

    /** Tokens in the order of their bytes; those of a node are {@code sorted[first[node]] … sorted[first[node + 1] − 1]}. */
    private final int[] sorted;

    private final int[] first;
    private final byte[] label;
    private final int[] depth;
    private final int[] end;

    /** @param bytes of each token, by its id; nothing where it is no text */
    TokenTrie(List<byte[]> bytes) {
        vocabulary = bytes.size();
        longest = bytes.stream().mapToInt(token -> token.length).max().orElse(0);
        sorted = IntStream.range(0, vocabulary)
                .filter(token -> bytes.get(token).length > 0)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(bytes.get(a), bytes.get(b)))
                .mapToInt(token -> token)
                .toArray();
        int most = bytes.stream().mapToInt(token -> token.length).sum();
        int[] firsts = new int[most + 1];
        byte[] labels = new byte[most];
        int[] depths = new int[most];
        int[] ends = new int[most];
        int[] open = new int[longest + 1];
        int nodes = 0;
        byte[] before = {};
        for (int i = 0; i < sorted.length; i++) {
            byte[] token = bytes.get(sorted[i]);
            int common = Arrays.mismatch(before, token);
            if (common >= 0) {
                for (int level = common; level < before.length; level++) {
                    ends[open[level]] = nodes;
                }
                for (int level = common; level < token.length; level++) {
                    open[level] = nodes;
                    firsts[nodes] = i;
                    labels[nodes] = token[level];
                    depths[nodes++] = level + 1;
                }
            }
            before = token;
        }
        for (int level = 0; level < before.length; level++) {
            ends[open[level]] = nodes;
        }
        firsts[nodes] = sorted.length;
        first = Arrays.copyOf(firsts, nodes + 1);
        label = Arrays.copyOf(labels, nodes);
        depth = Arrays.copyOf(depths, nodes);
        end = Arrays.copyOf(ends, nodes);
    }

    int vocabulary() {
        return vocabulary;
    }

    int longest() {
        return longest;
    }

    int nodes() {
        return label.length;
    }

    int label(int node) {
        return label[node] & 0xFF;
    }

    /** How many bytes lead to the node. */
    int depth(int node) {
        return depth[node];
    }

    /** The node after the last descendant. */
    int end(int node) {
        return end[node];
    }

    /** Where the tokens that end at this node begin; they reach to where those of the next node begin. */
    int firstToken(int node) {
        return first[node];
    }

    int token(int index) {
        return sorted[index];
    }

    /** Whether some token is this one byte, so that the byte can be written wherever it is needed. */
    boolean[] singleBytes() {
        boolean[] single = new boolean[256];
        for (int node = 0; node < nodes(); node++) {
            if (depth[node] == 1 && first[node] < first[node + 1]) {
                single[label(node)] = true;
            }
        }
        return single;
    }
}
