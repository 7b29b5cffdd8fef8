package dev.gaia.chat.engine.sampling;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens may come at a place of a grammar. What is found for a place is kept, since strings, numbers and white space
 * are the same places in all answers; only tokens that reach beyond the rule's end depend on the calls around it. Used by
 * one thread.
 */
final class TokenSets {

    /** How many calls may be open, and with them how deep an answer nests; parsers bear several times as many. */
    static final int MOST_CALLS = 128;

    private static final long MOST_KEPT_BYTES = 16L << 20;
    private static final int MOST_NODES = 4_096;

    private final TokenTrie trie;
    private final @Nullable Node[] path;
    private final Map<State, Reach> kept = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Node> nodes = new HashMap<>();
    private long keptBytes;
    private int[] tokens = new int[1024];
    private int[] exits = new int[64];

    TokenSets(TokenTrie trie) {
        this.trie = trie;
        this.path = new Node[trie.longest() + 1];
    }

    int words() {
        return (trie.vocabulary() + Long.SIZE - 1) / Long.SIZE;
    }

    /** Adds the tokens that may come next; each leads to a text that can still be ended. */
    void collect(Threads threads, long[] allowed) {
        for (Threads.Way way : threads.ways()) {
            Reach reach = reach(way.state(), MOST_CALLS - Frame.depth(way.frame()));
            reach.addTo(allowed);
            Frame frame = way.frame();
            if (frame != null) {
                for (int exit : reach.exits()) {
                    collectBehind(frame, exit, allowed);
                }
            }
        }
    }

    /** Goes on, with the rest of the tokens below this node, where the call returns to. */
    private void collectBehind(Frame frame, int trieNode, long[] allowed) {
        int room = MOST_CALLS - Frame.depth(frame.below());
        Reach reach = walk(frame.after(), trieNode, room);
        reach.addTo(allowed);
        Frame below = frame.below();
        if (below != null) {
            for (int exit : reach.exits()) {
                collectBehind(below, exit, allowed);
            }
        }
    }

    /**
     * The ways that are left after a token that {@link #collect} has found. Each goes on by itself, as in the search for
     * tokens: bounds on the number of ways then drop the same ones.
     */
    Threads after(Threads threads, byte[] token) {
        Advance advance = new Advance(token);
        threads.ways().forEach(way -> advance.follow(way.state(), way.frame(), 0));
        return advance.finish();
    }

    private static final class Advance {

        private final byte[] token;
        private final Set<Threads.Way> ways = new LinkedHashSet<>();
        private boolean complete;

        Advance(byte[] token) {
            this.token = token;
        }

        void follow(State state, @Nullable Frame frame, int from) {
            int room = MOST_CALLS - Frame.depth(frame);
            Threads threads = Threads.at(state, null, room);
            if (from > 0) {
                leave(threads, frame, from);
            }
            for (int at = from; at < token.length && !threads.isEmpty(); at++) {
                threads = threads.after(token[at] & 0xFF, room);
                leave(threads, frame, at + 1);
            }
            for (Threads.Way way : threads.ways()) {
                ways.add(new Threads.Way(way.state(), Frame.onto(way.frame(), frame)));
            }
        }

        /** The call ends here, and what remains of the token is for where it returns to. */
        private void leave(Threads threads, @Nullable Frame frame, int at) {
            if (threads.complete()) {
                if (frame != null) {
                    follow(frame.after(), frame.below(), at);
                } else if (at == token.length) {
                    complete = true;
                }
            }
        }

        Threads finish() {
            return new Threads(ways.stream().limit(Threads.MOST_WAYS).toList(), complete, 0);
        }
    }

    private Reach reach(State state, int room) {
        Reach known = kept.get(state);
        if (known == null) {
            known = walk(state, -1, MOST_CALLS);
            kept.put(state, known);
            keptBytes += known.bytes();
            var eldest = kept.values().iterator();
            while (keptBytes > MOST_KEPT_BYTES) {
                keptBytes -= eldest.next().bytes();
                eldest.remove();
            }
        }
        return known.deepest() <= room || room == MOST_CALLS ? known : walk(state, -1, room);
    }

    /**
     * @param from the node that has been reached; −1 for the root
     * @param room how many calls may still be opened
     */
    private Reach walk(State state, int from, int room) {
        Node start = node(Threads.at(state, null, room), room);
        int depth = from < 0 ? 0 : trie.depth(from);
        int end = from < 0 ? trie.nodes() : trie.end(from);
        int deepest = start.threads.deepest();
        int found = 0;
        int left = 0;
        if (start.threads.complete() && from >= 0) {
            exits[left++] = from;
        }
        path[depth] = start;
        int at = from + 1;
        while (at < end) {
            Node node = step(path[trie.depth(at) - 1], trie.label(at), room);
            deepest = Math.max(deepest, node.threads.deepest());
            if (node.threads.isEmpty()) {
                at = trie.end(at);
                continue;
            }
            path[trie.depth(at)] = node;
            int last = trie.firstToken(at + 1);
            for (int i = trie.firstToken(at); i < last; i++) {
                if (found == tokens.length) {
                    tokens = Arrays.copyOf(tokens, 2 * found);
                }
                tokens[found++] = trie.token(i);
            }
            if (node.threads.complete() && trie.end(at) > at + 1) {
                if (left == exits.length) {
                    exits = Arrays.copyOf(exits, 2 * left);
                }
                exits[left++] = at;
            }
            at++;
        }
        return Reach.of(Arrays.copyOf(tokens, found), words(), Arrays.copyOf(exits, left), deepest);
    }

    private Node step(@Nullable Node node, int value, int room) {
        if (node == null) {
            throw new IllegalStateException("A node of the tree before its parent");
        }
        Node next = node.next[value];
        if (next == null) {
            next = node(node.threads.after(value, room), room);
            node.next[value] = next;
        }
        return next;
    }

    private Node node(Threads threads, int room) {
        if (nodes.size() >= MOST_NODES) {
            nodes.clear();
        }
        return nodes.computeIfAbsent(new Key(threads, room), _ -> new Node(threads));
    }

    private record Key(Threads threads, int room) {}

    /** The grammar's automaton, made deterministic as far as tokens have led into it. */
    private static final class Node {

        private final Threads threads;
        private final @Nullable Node[] next = new Node[256];

        Node(Threads threads) {
            this.threads = threads;
        }
    }

    /**
     * @param tokens those that stay within the rule or end with it: a bit for each of the vocabulary, or a list where they
     *     are few
     * @param exits the nodes of the tree at which the rule can end while tokens go on
     */
    private record Reach(long[] bits, int[] tokens, int[] exits, int deepest) {

        static Reach of(int[] tokens, int words, int[] exits, int deepest) {
            if (tokens.length < words) {
                return new Reach(new long[0], tokens, exits, deepest);
            }
            long[] bits = new long[words];
            for (int token : tokens) {
                bits[token >> 6] |= 1L << token;
            }
            return new Reach(bits, new int[0], exits, deepest);
        }

        void addTo(long[] allowed) {
            for (int word = 0; word < bits.length; word++) {
                allowed[word] |= bits[word];
            }
            for (int token : tokens) {
                allowed[token >> 6] |= 1L << token;
            }
        }

        long bytes() {
            return 200L + Long.BYTES * bits.length + Integer.BYTES * (tokens.length + exits.length);
        }
    }
}
