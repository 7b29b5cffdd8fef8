package dev.gaia.gateway.limit;

import dev.gaia.common.identity.CallerAuthentication;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The limits of each plan, and which plan a caller has. */
@Component
class PlanLimits {

    /** @param jobs 0 is without limit */
    record OfPlan(Limits account, Limits key, int jobs) {}

    private final Map<String, OfPlan> plans;
    private final OfPlan standard;
    private final Limits address;

    PlanLimits(LimitProperties properties) {
        this.plans = properties.plans().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        plan -> new OfPlan(
                                Limits.ofAccount(plan.getValue()),
                                Limits.ofKey(plan.getValue()),
                                plan.getValue().jobs())));
        this.standard = Objects.requireNonNull(plans.get(properties.defaultPlan()));
        this.address = Limits.ofAddress(properties.addressRequestsPerMinute());
    }

    OfPlan of(CallerAuthentication caller) {
        String plan = caller.getCredentials().getClaimAsString("plan");
        return plan == null ? standard : plans.getOrDefault(plan, standard);
    }

    Limits ofAddress() {
        return address;
    }
}
