package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.kvcache.BlockTable;
import java.util.Arrays;

/**
 * The tokens of one request while it is in the engine, and which of them the cache holds. Only the engine's thread changes it;
 * how far it is, any thread may look up.
 */
public final class Sequence {

    private final String caller;
    private final Priority priority;
    private final int promptTokens;
    private final int maxTokens;
    private final BlockTable blocks = new BlockTable();
    private final Speculation speculation = new Speculation();
    private int[] tokens;
    private volatile int length;
    private volatile int cached;
    private volatile boolean running;
    private int reused = -1;

    /**
     * @param caller whose share of the engine it uses
     * @param prompt at least one token
     * @param maxTokens how many tokens the answer may have
     */
    public Sequence(String caller, Priority priority, int[] prompt, int maxTokens) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("An empty prompt");
        }
        this.caller = caller;
        this.priority = priority;
        this.promptTokens = prompt.length;
        this.maxTokens = maxTokens;
        this.tokens = prompt.clone();
        this.length = prompt.length;
    }

    String caller() {
        return caller;
    }

    Priority priority() {
        return priority;
    }

    /** How many tokens it can have at most. */
    int capacity() {
        return promptTokens + maxTokens;
    }

    int maxTokens() {
        return maxTokens;
    }

    public int promptTokens() {
        return promptTokens;
    }

    public int answerTokens() {
        return length - promptTokens;
    }

    public boolean isFull() {
        return answerTokens() >= maxTokens;
    }

    /** How many tokens the cache holds. */
    public int cached() {
        return cached;
    }

    /** How many tokens of the prompt did not have to be read when it started for the first time. */
    public int reused() {
        return Math.max(0, reused);
    }

    /** Appends a sampled token, which the cache does not hold yet. */
    public void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(2 * length + 16, Math.max(length + 1, capacity())));
        }
        int last = length;
        tokens[last] = token;
        length = last + 1;
        speculation.came(token);
    }

    /** How it may go on; never beyond what it can have. */
    int[] guess(int most, double price) {
        return speculation.guess(tokens, length, Math.min(most, capacity() - length - 1), price);
    }

    /** The token that came last. */
    public int last() {
        return tokens[length - 1];
    }

    BlockTable blocks() {
        return blocks;
    }

    int length() {
        return length;
    }

    /** Tokens that must be read before the next one can be sampled; 1 while it decodes. */
    int unread() {
        return length - cached;
    }

    boolean isRunning() {
        return running;
    }

    int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    int[] slice(int from, int to) {
        return Arrays.copyOfRange(tokens, from, to);
    }

    void cached(int count) {
        cached = count;
    }

    /** @param found how many of its tokens the cache holds already */
    void start(int found) {
        cached = found;
        running = true;
        if (reused < 0) {
            reused = found;
        }
    }

    void giveWay() {
        cached = 0;
        running = false;
    }
}
