package dev.gaia.auth.token;

import java.time.Duration;

/** A signed token as the client gets it, and how long it is good from now. */
public record AccessToken(String value, Duration life) {

    @Override
    public String toString() {
        return "AccessToken[***]";
    }
}
