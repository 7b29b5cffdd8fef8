package dev.gaia.auth.token;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a token that is given for an API key, beside what bounds its account.
 *
 * @param scopes those that the key has; the token has those of them that the account may have now
 * @param requestsPerMinute the claim {@code rpm}; null when only the plan bounds it
 * @param life the token must not live longer: the key ends then
 */
public record KeyLimits(Set<String> scopes, @Nullable Integer requestsPerMinute, Duration life) {}
