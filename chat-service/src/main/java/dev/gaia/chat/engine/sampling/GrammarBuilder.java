package dev.gaia.chat.engine.sampling;

import dev.gaia.chat.engine.UnsupportedSchemaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the places of a grammar. Bytes that no token writes alone are left out: they could not always be written. */
final class GrammarBuilder {

    private static final int MOST_STATES = 200_000;
    private static final int MOST_WAYS = 2_000;

    private final boolean[] writable;
    private final List<State> states = new ArrayList<>();

    GrammarBuilder(boolean[] writable) {
        this.writable = writable;
    }

    State state() {
        if (states.size() == MOST_STATES) {
            throw new UnsupportedSchemaException("The schema is too large");
        }
        State state = new State();
        states.add(state);
        return state;
    }

    State end() {
        State end = state();
        end.endHere();
        return end;
    }

    void bytes(State from, int low, int high, State to) {
        int start = low;
        while (start <= high) {
            int stop = start;
            while (stop <= high && writable[stop]) {
                stop++;
            }
            if (stop > start) {
                from.onBytes(start, stop - 1, to);
            }
            start = stop + 1;
        }
    }

    void anyOf(State from, String characters, State to) {
        characters.chars().forEach(character -> bytes(from, character, character, to));
    }

    /** A place that is reached from here by one of these characters. */
    State after(State from, String characters) {
        State to = state();
        anyOf(from, characters, to);
        return to;
    }

    void literal(State from, String text, State to) {
        literals(from, List.of(text), to);
    }

    /** One of these texts, which may begin alike. */
    void literals(State from, List<String> texts, State to) {
        Map<State, Map<Byte, State>> tree = new HashMap<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            State at = from;
            for (byte value : bytes) {
                State here = at;
                at = tree.computeIfAbsent(here, _ -> new HashMap<>()).computeIfAbsent(value, _ -> {
                    State next = state();
                    bytes(here, value & 0xFF, value & 0xFF, next);
                    return next;
                });
            }
            at.silently(to);
        }
    }

    /**
     * Whether everywhere only so many places and calls are reached without a byte that they can all be followed. To be
     * called when no rule calls itself without a byte between.
     */
    boolean isUnderstoodInFewWays() {
        Map<State, Integer> ways = new HashMap<>();
        return states.stream().allMatch(state -> ways(state, ways) <= MOST_WAYS);
    }

    private static int ways(State state, Map<State, Integer> known) {
        Integer found = known.get(state);
        if (found != null) {
            return found;
        }
        long ways = 1;
        for (State silent : state.silent()) {
            ways += ways(silent, known);
        }
        for (int call = 0; call < state.calls(); call++) {
            ways += ways(state.rule(call), known);
            if (state.rule(call).mayEnd()) {
                ways += ways(state.afterCall(call), known);
            }
        }
        int bounded = (int) Math.min(ways, MOST_WAYS + 1);
        known.put(state, bounded);
        return bounded;
    }

    boolean canWrite(String text) {
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (!writable[value & 0xFF]) {
                return false;
            }
        }
        return true;
    }

    /** To be called when all places are linked. */
    void computeHeights() {
        Map<State, List<State>> dependents = new HashMap<>();
        for (State state : states) {
            for (State successor : state.successors()) {
                dependents.computeIfAbsent(successor, _ -> new ArrayList<>()).add(state);
            }
        }
        Deque<State> lowered = new ArrayDeque<>();
        states.stream().filter(State::lowerHeight).forEach(lowered::add);
        while (!lowered.isEmpty()) {
            for (State dependent : dependents.getOrDefault(lowered.remove(), List.of())) {
                if (dependent.lowerHeight()) {
                    lowered.add(dependent);
                }
            }
        }
    }
}
