package dev.gaia.chat.engine;

/**
 * A model as clients see it.
 *
 * @param id the name that requests use, for example {@code smollm2-135m-instruct}
 * @param contextTokens how many tokens prompt and answer have together
 */
public record ModelDescription(String id, int contextTokens) {}
