package dev.gaia.chat.engine.sampling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All ways at once in which a text can be understood so far: each a place that reads bytes, and the calls that are open
 * there.
 *
 * @param ways without those that could not be ended within the limit on open calls
 * @param complete whether the text can end here
 * @param deepest how many open calls a limit must allow to make no difference; ways that no text ends do not count
 */
record Threads(List<Way> ways, boolean complete, int deepest) {

    /** A text that can be understood in more ways is held to these: each can be ended, and what ends them is allowed. */
    static final int MOST_WAYS = 128;

    record Way(State state, @Nullable Frame frame) {}

    static Threads at(State state, @Nullable Frame frame, int mostCalls) {
        Expansion expansion = new Expansion(mostCalls);
        expansion.add(state, frame);
        return expansion.finish();
    }

    Threads after(int value, int mostCalls) {
        Expansion expansion = new Expansion(mostCalls);
        for (Way way : ways) {
            State state = way.state();
            for (int edge = 0; edge < state.edges(); edge++) {
                if (state.reads(edge, value)) {
                    expansion.add(state.target(edge), way.frame());
                }
            }
        }
        return expansion.finish();
    }

    boolean isEmpty() {
        return ways.isEmpty() && !complete;
    }

    /** Follows everything that needs no byte. */
    private static final class Expansion {

        private final int mostCalls;
        private final Set<Way> seen = new HashSet<>();
        private final Deque<Way> open = new ArrayDeque<>();
        private final List<Way> ways = new ArrayList<>();
        private boolean complete;
        private int deepest;

        Expansion(int mostCalls) {
            this.mostCalls = mostCalls;
        }

        void add(State state, @Nullable Frame frame) {
            if (fits(state, frame)) {
                Way way = new Way(state, frame);
                if (seen.add(way)) {
                    open.add(way);
                }
            }
        }

        private boolean fits(State state, @Nullable Frame frame) {
            if (state.height() >= State.ENDLESS) {
                return false;
            }
            int depth = Frame.depth(frame) + state.height();
            deepest = Math.max(deepest, depth);
            return depth <= mostCalls;
        }

        Threads finish() {
            while (!open.isEmpty() && ways.size() < MOST_WAYS) {
                expand(open.remove());
            }
            return new Threads(List.copyOf(ways), complete, deepest);
        }

        private void expand(Way way) {
            State state = way.state();
            Frame frame = way.frame();
            if (state.readsBytes()) {
                ways.add(way);
            }
            for (State silent : state.silent()) {
                add(silent, frame);
            }
            for (int call = 0; call < state.calls(); call++) {
                if (fits(state.afterCall(call), frame)) {
                    add(state.rule(call), new Frame(state.afterCall(call), frame));
                }
            }
            if (state.mayEnd()) {
                if (frame == null) {
                    complete = true;
                } else {
                    add(frame.after(), frame.below());
                }
            }
        }
    }
}
