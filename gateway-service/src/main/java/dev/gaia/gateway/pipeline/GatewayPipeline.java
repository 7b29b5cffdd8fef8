package dev.gaia.gateway.pipeline;

import static org.springframework.cloud.gateway.filter.NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;

import org.springframework.core.Ordered;

/** The steps that every request takes, in their order, which stands here and nowhere else. */
public enum GatewayPipeline {

    /** Names the request for logs and errors: common-lib's {@code CorrelationWebFilter}. */
    CORRELATION(Ordered.HIGHEST_PRECEDENCE),

    /** {@link SecurityHeaders} on every answer, whoever gives it. */
    SECURITY_HEADERS(-150),

    /** {@link HeaderLimit}: 414 and 431. */
    HEADER_LIMIT(-140),

    /** {@link BodyLimit}: 413. */
    BODY_LIMIT(-130),

    /** Which pages may call: {@code identity}, on a filter of Spring's. */
    CORS(-120),

    /** Who calls, and whether that is needed: {@code identity}, in Spring Security, which Spring Boot puts here. */
    IDENTITY(-100),

    /** How much one caller may ask for: {@code limit}. */
    RATE_LIMITS(-90),

    /** How much a service is burdened with at once: {@code admission}. */
    BULKHEAD(-80),

    /** Ends an event stream when the session of its caller ends: common-lib's {@code RevocableAnswers}. */
    END_OF_SESSION(-70),

    /** Spring Cloud Gateway finds the route by {@code RouteTable}; then takes away what clients must not say: {@link OutgoingHeaders}. */
    OUTGOING_HEADERS(WRITE_RESPONSE_FILTER_ORDER - 20),

    /** {@link UpstreamStep}: an instance is chosen, and is busy until the last piece of its answer has been passed on. */
    UPSTREAM(WRITE_RESPONSE_FILTER_ORDER - 10),

    /** Heartbeats, and a bound on what waits for a slow client: {@code stream}. */
    EVENT_STREAMS(WRITE_RESPONSE_FILTER_ORDER - 5),

    /** Spring Cloud Gateway passes the answer on, piece by piece, from here on. */
    PASS_THROUGH(WRITE_RESPONSE_FILTER_ORDER),

    /** How long an instance may take to begin its answer, and what follows from how long it took: {@code admission}. */
    FIRST_BYTE(WRITE_RESPONSE_FILTER_ORDER + 10);

    // A failure at any step goes to common-lib's ReactiveProblems, which answers in the shape that belongs to the path.

    private final int order;

    GatewayPipeline(int order) {
        this.order = order;
    }

    /** For {@link Ordered}. */
    public int order() {
        return order;
    }
}
