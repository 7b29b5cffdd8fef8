package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.kvcache.BlockTable;
import java.util.Arrays;

/** The tokens of one request while it is in the engine, and which of them the cache holds. */
public final class Sequence {

    private final String caller;
    private final Priority priority;
    private final int promptTokens;
    private final int maxTokens;
    private final BlockTable blocks = new BlockTable();
    private final Speculation speculation = new Speculation();
    private int[] tokens;
    private int length;
    private int cached;

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

    /** Appends a sampled token, which the cache does not hold yet. */
    public void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(2 * length + 16, Math.max(length + 1, capacity())));
        }
        tokens[length++] = token;
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

    int[] tokens() {
        return Arrays.copyOf(tokens, length);
    }

    int[] slice(int from, int to) {
        return Arrays.copyOfRange(tokens, from, to);
    }

    void cached(int count) {
        cached = count;
    }
}
