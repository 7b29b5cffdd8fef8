package dev.gaia.auth.account;

import java.time.Instant;
import java.util.UUID;

/** Somebody who can sign in. */
public record Account(UUID id, String email, Instant createdAt) {}
