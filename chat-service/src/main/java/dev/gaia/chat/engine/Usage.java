package dev.gaia.chat.engine;

/**
 * How many tokens a request took.
 *
 * @param cachedTokens how many of the prompt's did not have to be read, since an earlier request had begun alike
 */
public record Usage(int promptTokens, int completionTokens, int cachedTokens) {

    public int totalTokens() {
        return promptTokens + completionTokens;
    }

    /** Of two answers to the same prompt, which counts once. */
    public Usage and(Usage other) {
        return new Usage(
                promptTokens, completionTokens + other.completionTokens, Math.min(cachedTokens, other.cachedTokens));
    }
}
