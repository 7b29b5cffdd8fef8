package dev.gaia.chat.engine;

/** How many tokens a request took. */
public record Usage(int promptTokens, int completionTokens) {

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
