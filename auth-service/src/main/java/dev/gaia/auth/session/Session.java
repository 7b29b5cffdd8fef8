package dev.gaia.auth.session;

import dev.gaia.auth.token.AccessToken;
import java.util.UUID;

/** A sign-in that has just begun or been renewed, with what the client needs to go on. */
public record Session(UUID id, UUID accountId, AccessToken accessToken, String refreshToken) {

    @Override
    public String toString() {
        return "Session[" + id + "]";
    }
}
