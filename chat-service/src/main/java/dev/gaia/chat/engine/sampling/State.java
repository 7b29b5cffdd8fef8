package dev.gaia.chat.engine.sampling;

import java.util.Arrays;

/**
 * A place in a rule of a grammar: the bytes that may come, the places that are as good as this one, and the rules that may
 * be called here. Reading a byte leads on; a called rule's end leads to the place that its call names.
 */
final class State {

    /** What no text leads from to the rule's end. */
    static final int ENDLESS = Integer.MAX_VALUE / 2;

    private static final State[] NONE = {};

    private int[] lows = {};
    private int[] highs = {};
    private State[] targets = NONE;
    private State[] silent = NONE;
    private State[] rules = NONE;
    private State[] returns = NONE;
    private boolean end;
    private int height = ENDLESS;

    void onBytes(int low, int high, State target) {
        lows = append(lows, low);
        highs = append(highs, high);
        targets = append(targets, target);
    }

    void silently(State target) {
        silent = append(silent, target);
    }

    void call(State rule, State after) {
        rules = append(rules, rule);
        returns = append(returns, after);
    }

    /** The rule may end here. */
    void endHere() {
        end = true;
    }

    boolean mayEnd() {
        return end;
    }

    boolean readsBytes() {
        return targets.length > 0;
    }

    int edges() {
        return targets.length;
    }

    boolean reads(int edge, int value) {
        return lows[edge] <= value && value <= highs[edge];
    }

    State target(int edge) {
        return targets[edge];
    }

    State[] silent() {
        return silent;
    }

    int calls() {
        return rules.length;
    }

    State rule(int call) {
        return rules[call];
    }

    State afterCall(int call) {
        return returns[call];
    }

    /** How many rules have to be open at once, at least, on the way from here to the end of this one. */
    int height() {
        return height;
    }

    /** Computes the height anew from the places that this one leads to; tells whether it has become less. */
    boolean lowerHeight() {
        int least = end ? 0 : ENDLESS;
        for (State target : targets) {
            least = Math.min(least, target.height);
        }
        for (State target : silent) {
            least = Math.min(least, target.height);
        }
        for (int call = 0; call < rules.length; call++) {
            least = Math.min(least, Math.max(rules[call].height + 1, returns[call].height));
        }
        boolean lower = least < height;
        height = Math.min(least, height);
        return lower;
    }

    /** The places on whose heights this one's depends. */
    State[] successors() {
        State[] all = Arrays.copyOf(targets, targets.length + silent.length + 2 * rules.length);
        System.arraycopy(silent, 0, all, targets.length, silent.length);
        System.arraycopy(rules, 0, all, targets.length + silent.length, rules.length);
        System.arraycopy(returns, 0, all, targets.length + silent.length + rules.length, returns.length);
        return all;
    }

    private static State[] append(State[] states, State state) {
        State[] longer = Arrays.copyOf(states, states.length + 1);
        longer[states.length] = state;
        return longer;
    }

    private static int[] append(int[] values, int value) {
        int[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = value;
        return longer;
    }
}
