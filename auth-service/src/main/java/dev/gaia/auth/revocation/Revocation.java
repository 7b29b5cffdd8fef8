package dev.gaia.auth.revocation;

import java.time.Instant;
import java.util.UUID;

/**
 * One entry of the log.
 *
 * @param until when the last token of the session will have expired, so that nobody needs to know this any more
 */
record Revocation(long sequence, UUID session, Instant revokedAt, Instant until) {}
