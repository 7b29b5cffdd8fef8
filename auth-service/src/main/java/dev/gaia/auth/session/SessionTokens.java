package dev.gaia.auth.session;

import dev.gaia.auth.token.AccessToken;

/** What a client needs to act in a session, and to go on with it. */
public record SessionTokens(AccessToken accessToken, String refreshToken) {

    @Override
    public String toString() {
        return "SessionTokens[***]";
    }
}
