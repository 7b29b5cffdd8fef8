package dev.gaia.chat.engine;

/** How urgent a request is; a more urgent one is always served first. */
public enum Priority {
    /** Somebody in a headset waits for the next word. */
    REALTIME,
    /** Somebody reads along. */
    INTERACTIVE,
    /** Nobody waits. */
    BATCH
}
