package dev.gaia.auth.session;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that an OAuth client holds.
 *
 * @param account for whom it acts; null when for itself
 * @param client its {@code client_id}
 * @param scopes what its user allowed it
 */
public record ClientSession(UUID id, @Nullable UUID account, String client, Set<String> scopes) {

    public ClientSession {
        scopes = Set.copyOf(scopes);
    }
}
