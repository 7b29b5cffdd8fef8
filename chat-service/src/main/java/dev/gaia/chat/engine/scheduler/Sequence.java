package dev.gaia.chat.engine.scheduler;

import java.util.Arrays;

/** The tokens of one request while it is in the engine, and which of them the cache holds. */
public final class Sequence {

    private final int promptTokens;
    private final int maxTokens;
    private int[] tokens;
    private int length;
    private int cached;

    /**
     * @param prompt at least one token
     * @param maxTokens how many tokens the answer may have
     */
    public Sequence(int[] prompt, int maxTokens) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("An empty prompt");
        }
        this.promptTokens = prompt.length;
        this.maxTokens = maxTokens;
        this.tokens = prompt.clone();
        this.length = prompt.length;
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

    /** How many tokens the cache holds; the next one goes to this position. */
    public int cached() {
        return cached;
    }

    public int lastToken() {
        return tokens[length - 1];
    }

    /** Appends a sampled token, which the cache does not hold yet. */
    public void append(int token) {
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(2 * length + 16, Math.max(length + 1, capacity())));
        }
        tokens[length++] = token;
    }

    boolean isPrefilled() {
        return cached >= promptTokens;
    }

    int[] slice(int from, int to) {
        return Arrays.copyOfRange(tokens, from, to);
    }

    void cached(int count) {
        cached = count;
    }
}
