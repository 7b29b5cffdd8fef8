package dev.gaia.chat.conversation;

import dev.gaia.chat.engine.ChatMessage.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation as it is kept.
 *
 * @param model who answered; {@code null} for the user's own
 * @param tokensUsed prompt and answer together; {@code null} where it is not known
 * @param partial whether the answer broke off
 */
public record Message(
        UUID id,
        Role role,
        String content,
        @Nullable String model,
        @Nullable String provider,
        @Nullable Integer tokensUsed,
        boolean partial,
        Instant createdAt) {}
