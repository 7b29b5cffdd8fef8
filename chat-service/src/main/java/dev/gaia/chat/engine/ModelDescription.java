package dev.gaia.chat.engine;

import org.jspecify.annotations.Nullable;

/**
 * A model as clients see it.
 *
 * @param id the name that requests use, for example {@code smollm2-135m-instruct}
 * @param contextTokens how many tokens prompt and answer have together
 * @param precision the number format that it is served in, for example {@code int8}; {@code null} where somebody else serves it
 */
public record ModelDescription(
        String id, int contextTokens, @Nullable String precision) {}
