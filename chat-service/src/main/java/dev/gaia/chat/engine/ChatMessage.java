package dev.gaia.chat.engine;

import java.util.Locale;

/** One turn of a conversation. */
public record ChatMessage(Role role, String content) {

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT;

        /** As chat templates and OpenAI's API write it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
