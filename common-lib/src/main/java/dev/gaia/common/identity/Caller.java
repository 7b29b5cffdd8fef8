package dev.gaia.common.identity;

import java.util.Set;
import java.util.UUID;

/**
 * The account on whose behalf a request runs; taken from the verified access token and from nowhere else.
 *
 * @param accountId the token's {@code sub}
 * @param sessionId the token's {@code sid}: the login or API key that it was issued for
 * @param scopes what the token allows
 */
public record Caller(UUID accountId, UUID sessionId, Set<String> scopes) {

    public Caller {
        scopes = Set.copyOf(scopes);
    }
}
