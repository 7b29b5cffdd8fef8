package dev.gaia.auth.session;

import java.time.Instant;
import java.util.UUID;

/** A session whose tokens are not to be accepted any more. */
record EndedSession(UUID id, Instant endedAt) {}
