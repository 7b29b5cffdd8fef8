package dev.gaia.gateway.admission;

import dev.gaia.gateway.admission.Entry.Reason;
import dev.gaia.gateway.pipeline.GatewayPipeline;
import dev.gaia.gateway.route.RouteTable;
import dev.gaia.gateway.route.RouteTable.Route;
import java.time.Duration;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Lets no more through to a service than it answers, so that one that is frozen or slow takes nothing from the others. */
@Component
class AdmissionStep implements WebFilter, Ordered {

    static final String PASS = AdmissionStep.class.getName() + ".pass";

    private final RouteTable table;
    private final Compartments compartments;
    private final Refusals refusals;

    AdmissionStep(RouteTable table, Compartments compartments, Refusals refusals) {
        this.table = table;
        this.compartments = compartments;
        this.refusals = refusals;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.BULKHEAD.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Optional<Route> route = table.find(exchange);
        if (route.isEmpty()) {
            return chain.filter(exchange);
        }
        Compartment compartment = compartments.of(RequestClass.of(route.get()));
        return Mono.defer(() -> switch (compartment.enter(System.nanoTime())) {
            case Entry.Entered(Pass pass) -> through(pass, exchange, chain);
            case Entry.Refused(Reason reason, Duration retryAfter) -> refuse(reason, retryAfter, route.get());
        });
    }

    private static Mono<Void> through(Pass pass, ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getAttributes().put(PASS, pass);
        return chain.filter(exchange)
                .doOnError(AdmissionStep::isNoAnswer, _ -> pass.failed(System.nanoTime()))
                .doFinally(_ -> pass.end());
    }

    /** What the step says that asks the service; a service's own 503 is an answer. */
    private static boolean isNoAnswer(Throwable failure) {
        return failure instanceof ErrorResponse problem
                && (problem.getStatusCode().value() == 503
                        || problem.getStatusCode().value() == 504);
    }

    private Mono<Void> refuse(Reason reason, Duration retryAfter, Route route) {
        refusals.count(reason.label(), route);
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        String detail = "The %s service %s. Try again in %d s."
                .formatted(route.upstream().label(), reason.text(), seconds);
        ErrorResponseException problem = (reason == Reason.CIRCUIT_OPEN
                        ? AdmissionProblem.UPSTREAM_UNAVAILABLE
                        : AdmissionProblem.UPSTREAM_BUSY)
                .exception(detail);
        problem.getBody().setProperty("reason", reason.label());
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return Mono.error(problem);
    }
}
