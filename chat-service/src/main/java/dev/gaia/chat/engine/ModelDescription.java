package dev.gaia.chat.engine;

import org.jspecify.annotations.Nullable;

/**
 * A model as clients see it.
 *
 * @param id the name that requests use, for example {@code smollm2-135m-instruct}
 * @param contextTokens how many tokens prompt and answer have together; {@code null} before it was loaded for the first time
 * @param precision the number format that it is served in, for example {@code int8}; {@code null} before it was loaded for the
 *     first time, and where somebody else serves it
 */
public record ModelDescription(
        String id,
        @Nullable Integer contextTokens,
        @Nullable String precision,
        State state) {

    /** Whether it answers at once. */
    public enum State {
        LOADED,
        LOADING,
        /** Loaded when it is asked for. */
        UNLOADED,
        /** Its file was refused. */
        FAILED
    }

    /** A model that answers at once. */
    public ModelDescription(String id, int contextTokens, @Nullable String precision) {
        this(id, contextTokens, precision, State.LOADED);
    }

    public ModelDescription in(State other) {
        return new ModelDescription(id, contextTokens, precision, other);
    }
}
