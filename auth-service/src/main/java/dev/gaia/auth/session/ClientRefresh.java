package dev.gaia.auth.session;

import java.util.Map;
import java.util.Set;

/**
 * How an OAuth client goes on with its session.
 *
 * @param client its {@code client_id}
 * @param scopes of the new access token
 * @param claims what the new access token says beside what all say
 */
public record ClientRefresh(String client, Set<String> scopes, Map<String, ?> claims) {

    public ClientRefresh {
        scopes = Set.copyOf(scopes);
        claims = Map.copyOf(claims);
    }
}
