package dev.gaia.gateway.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.gaia.common.identity.CallerAuthentication;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The limits of each plan, and which plan a caller has. */
@Component
class PlanLimits {

    /**
     * @param keyRequests an API key's in a minute, 0 is without limit
     * @param jobs 0 is without limit
     */
    record OfPlan(Limits account, long keyRequests, int jobs) {}

    private static final int MOST_KINDS_OF_KEYS = 10_000;

    private final Map<String, OfPlan> plans;
    private final OfPlan standard;
    private final Limits address;
    private final LoadingCache<Long, Limits> ofKeys =
            Caffeine.newBuilder().maximumSize(MOST_KINDS_OF_KEYS).build(Limits::ofKey);

    PlanLimits(LimitProperties properties) {
        this.plans = properties.plans().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        plan -> new OfPlan(
                                Limits.ofAccount(plan.getValue()),
                                plan.getValue().requestsPerMinutePerKey(),
                                plan.getValue().jobs())));
        this.standard = Objects.requireNonNull(plans.get(properties.defaultPlan()));
        this.address = Limits.ofAddress(properties.addressRequestsPerMinute());
    }

    OfPlan of(CallerAuthentication caller) {
        String plan = caller.getCredentials().getClaimAsString("plan");
        return plan == null ? standard : plans.getOrDefault(plan, standard);
    }

    /** The plan's for each key, or less where the key's owner wants that: the token's {@code rpm}. */
    Limits ofKey(CallerAuthentication caller, OfPlan plan) {
        Object own = caller.getCredentials().getClaims().get("rpm");
        long wanted = own instanceof Number number ? Math.max(1, number.longValue()) : 0;
        boolean less = wanted > 0 && (plan.keyRequests() == 0 || wanted < plan.keyRequests());
        return ofKeys.get(less ? wanted : plan.keyRequests());
    }

    Limits ofAddress() {
        return address;
    }
}
