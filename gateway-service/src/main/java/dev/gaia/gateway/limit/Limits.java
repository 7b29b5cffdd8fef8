package dev.gaia.gateway.limit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What holds for one subject.
 *
 * @param quotas first that of requests, then those of tokens; {@code null} where there is none
 * @param open answers and streams at once, 0 is without limit
 */
record Limits(List<@Nullable Quota> quotas, int open, String policyHeader) {

    static final int REQUESTS = 0;
    static final String STREAMS = "streams";

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Limits ofAccount(Plan plan) {
        return of(
                plan.streams(),
                quota("requests", "requests", plan.requestsPerMinute(), MINUTE),
                quota("tokens", "tokens", plan.tokensPerMinute(), MINUTE),
                quota("tokens-day", "tokens", plan.tokensPerDay(), Duration.ofDays(1)));
    }

    static Limits ofKey(long requestsPerMinute) {
        return of(0, quota("key-requests", "requests", requestsPerMinute, MINUTE));
    }

    static Limits ofAddress(long requestsPerMinute) {
        return of(0, quota("address-requests", "requests", requestsPerMinute, MINUTE));
    }

    private static Limits of(int open, @Nullable Quota... quotas) {
        StringJoiner header = new StringJoiner(", ");
        for (Quota quota : quotas) {
            if (quota != null) {
                header.add(quota.policyItem());
            }
        }
        return new Limits(Arrays.asList(quotas), open, header.toString());
    }

    private static @Nullable Quota quota(String policy, String unit, long amount, Duration window) {
        return amount == 0 ? null : new Quota(policy, unit, amount, window);
    }

    boolean areNone() {
        return open == 0 && policyHeader.isEmpty();
    }

    String policy(int index) {
        Quota quota = index < quotas.size() ? quotas.get(index) : null;
        return quota == null ? STREAMS : quota.policy();
    }
}
