package dev.gaia.auth.account;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has registered.
 *
 * @param emailConfirmedAt when its owner showed that mail to the address reaches them; null while they have not
 * @param suspendedAt since when an admin keeps it out; null when none does
 * @param homeRegion where all of it is kept
 */
public record Account(
        UUID id,
        String email,
        Instant createdAt,
        Set<Role> roles,
        @Nullable Instant emailConfirmedAt,
        @Nullable Instant suspendedAt,
        String homeRegion) {

    public Account {
        roles = Set.copyOf(roles);
    }

    static Account registered(UUID id, Email email, Instant now, String region) {
        return new Account(id, email.value(), now, Set.of(Role.USER), null, null, region);
    }
}
