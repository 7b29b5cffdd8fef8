package dev.gaia.auth.account;

import java.time.Instant;
import java.util.UUID;

/** An account in the compatible shape. */
public record UserResponse(UUID id, String email, Instant createdAt) {

    public static UserResponse from(Account account) {
        return new UserResponse(account.id(), account.email(), account.createdAt());
    }
}
