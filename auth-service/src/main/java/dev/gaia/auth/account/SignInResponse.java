package dev.gaia.auth.account;

import dev.gaia.auth.session.SessionTokens;
import java.time.Instant;
import java.util.UUID;

/** A session's tokens and whose they are, as clients know it from the original platform. */
record SignInResponse(Session session, User user) {

    record Session(String accessToken, String refreshToken, long expiresIn, String tokenType) {

        @Override
        public String toString() {
            return "Session[***]";
        }
    }

    record User(UUID id, String email, Instant createdAt) {}

    static SignInResponse of(Account account, SessionTokens tokens) {
        return new SignInResponse(
                new Session(
                        tokens.accessToken().value(),
                        tokens.refreshToken(),
                        tokens.accessToken().life().toSeconds(),
                        "bearer"),
                new User(account.id(), account.email(), account.createdAt()));
    }
}
