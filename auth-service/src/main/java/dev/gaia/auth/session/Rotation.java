package dev.gaia.auth.session;

import java.util.UUID;

/** What became of a refresh token that somebody presented. */
public sealed interface Rotation {

    record Rotated(UUID account, SessionTokens tokens) implements Rotation {}

    /** Unknown, expired, or of a session that has ended. */
    record Refused() implements Rotation {}

    /** It was used before, so there are two of it; the session has been ended. */
    record Reused(UUID session) implements Rotation {}
}
