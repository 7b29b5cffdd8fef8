package dev.gaia.auth.account;

import java.time.Instant;
import java.util.UUID;

/** Somebody who has registered. */
public record Account(UUID id, String email, Instant createdAt) {}
