package dev.gaia.chat.conversation;

import java.time.Instant;
import java.util.UUID;

/** A series of messages that belongs to one account. */
public record Conversation(UUID id, UUID ownerId, String title, Instant createdAt, Instant updatedAt) {}
