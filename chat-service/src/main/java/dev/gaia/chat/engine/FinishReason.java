package dev.gaia.chat.engine;

/** Why an answer ended. */
public enum FinishReason {
    /** The model ended its turn, or a stop text came. */
    STOP,
    /** The limit on tokens or the context was reached. */
    LENGTH
}
