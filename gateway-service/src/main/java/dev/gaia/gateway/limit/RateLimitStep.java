package dev.gaia.gateway.limit;

import dev.gaia.common.identity.CallerAuthentication;
import dev.gaia.gateway.admission.Refusals;
import dev.gaia.gateway.limit.Tab.Slot;
import dev.gaia.gateway.pipeline.ClientAddress;
import dev.gaia.gateway.pipeline.GatewayPipeline;
import dev.gaia.gateway.pipeline.OutgoingHeaders;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Credential;
import dev.gaia.gateway.route.RouteTable.Route;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses callers who have used up what is theirs: by account, by API key, and by address where nobody has to say who he is. An
 * answer's tokens are charged when it has ended, so the one that goes beyond a limit is still given whole.
 */
@Component
class RateLimitStep implements WebFilter, Ordered {

    static final String MAX_JOBS = "X-Gaia-Max-Jobs";

    private final RouteTable table;
    private final PlanLimits plans;
    private final RateLimiter limiter;
    private final SpentTokens spent;
    private final Refusals refusals;
    private final ClientAddress address;

    RateLimitStep(
            RouteTable table,
            PlanLimits plans,
            RateLimiter limiter,
            SpentTokens spent,
            Refusals refusals,
            ClientAddress address) {
        this.table = table;
        this.plans = plans;
        this.limiter = limiter;
        this.spent = spent;
        this.refusals = refusals;
        this.address = address;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.RATE_LIMITS.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Optional<Route> route = table.find(exchange);
        if (route.isEmpty()) {
            return chain.filter(exchange);
        }
        if (route.get().credential() != Credential.NEEDED) {
            return ofAddress(exchange, route.get(), chain);
        }
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .flatMap(caller -> ofCaller(exchange, route.get(), caller, chain));
    }

    private Mono<Void> ofAddress(ServerWebExchange exchange, Route route, WebFilterChain chain) {
        Limits limits = plans.ofAddress();
        if (limits.areNone()) {
            return chain.filter(exchange);
        }
        Tab tab = limiter.tab("address:" + ClientNetwork.of(address.of(exchange.getRequest())), limits);
        tell(exchange, tab, limits);
        return limiter.decide(tab, limits, null)
                .flatMap(verdict -> verdict instanceof Verdict.Refused refused
                        ? refuse(refused, route, "This address")
                        : chain.filter(exchange));
    }

    private Mono<Void> ofCaller(
            ServerWebExchange exchange, Route route, CallerAuthentication caller, WebFilterChain chain) {
        PlanLimits.OfPlan plan = plans.of(caller);
        Use use = Use.of(exchange.getRequest(), route);
        if (use == Use.JOB && plan.jobs() > 0) {
            // Only asset-service knows when a job has ended.
            OutgoingHeaders.add(exchange, MAX_JOBS, Integer.toString(plan.jobs()));
        }
        Mono<Void> onward = ofAccount(exchange, route, caller, use, plan.account(), chain);
        if (!hasKey(exchange.getRequest().getHeaders())) {
            return onward;
        }
        Limits ofKey = plans.ofKey(caller, plan);
        if (ofKey.areNone()) {
            return onward;
        }
        Tab key = limiter.tab("key:" + caller.getPrincipal().sessionId(), ofKey);
        return limiter.decide(key, ofKey, null)
                .flatMap(verdict ->
                        verdict instanceof Verdict.Refused refused ? refuse(refused, route, "This API key") : onward);
    }

    private Mono<Void> ofAccount(
            ServerWebExchange exchange,
            Route route,
            CallerAuthentication caller,
            Use use,
            Limits limits,
            WebFilterChain chain) {
        if (limits.areNone()) {
            return chain.filter(exchange);
        }
        Tab tab = limiter.tab("account:" + caller.getPrincipal().accountId(), limits);
        tell(exchange, tab, limits);
        if (!use.takesPlace()) {
            return limiter.decide(tab, limits, null).flatMap(verdict -> onward(verdict, route, chain.filter(exchange)));
        }
        return Mono.defer(() -> {
            Slot slot = new Slot();
            Mono<Void> answer = use == Use.ANSWER
                    ? spent.charge(exchange, chain, tokens -> limiter.charge(tab, tokens))
                    : chain.filter(exchange);
            return limiter.decide(tab, limits, slot)
                    .flatMap(verdict -> onward(verdict, route, answer))
                    .doFinally(_ -> limiter.release(tab, slot));
        });
    }

    private Mono<Void> onward(Verdict verdict, Route route, Mono<Void> onward) {
        return verdict instanceof Verdict.Refused refused ? refuse(refused, route, "This account") : onward;
    }

    /** At the last moment, so that a service's answer or failure cannot take it away. */
    private static void tell(ServerWebExchange exchange, Tab tab, Limits limits) {
        exchange.getResponse().beforeCommit(() -> {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            headers.set("RateLimit-Policy", limits.policyHeader());
            headers.set("RateLimit", tab.header(System.nanoTime() / 1_000));
            return Mono.empty();
        });
    }

    private static boolean hasKey(HttpHeaders headers) {
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        return headers.containsHeader("X-API-Key")
                || authorization != null && authorization.regionMatches(true, 0, "bearer gaia_", 0, 12);
    }

    private Mono<Void> refuse(Verdict.Refused refused, Route route, String who) {
        boolean streams = refused.policy().equals(Limits.STREAMS);
        refusals.count(streams ? "streams" : "quota_" + refused.policy().replace('-', '_'), route);
        long seconds =
                Math.max(1, refused.retryAfter().plus(Duration.ofMillis(999)).toSeconds());
        ErrorResponseException problem = streams
                ? LimitProblem.TOO_MANY_STREAMS.exception(who + " has as many answers under way as its plan allows.")
                : LimitProblem.QUOTA_EXCEEDED.exception(
                        "%s has used up its limit '%s'. Try again in %d s.".formatted(who, refused.policy(), seconds));
        problem.getBody().setProperty("violated-policies", List.of(refused.policy()));
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return Mono.error(problem);
    }
}
