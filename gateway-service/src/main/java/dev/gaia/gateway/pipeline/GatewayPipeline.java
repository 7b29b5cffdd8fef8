package dev.gaia.gateway.pipeline;

import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;

/**
 * The order of all steps, which stands here and nowhere else.
 *
 * <ol>
 *   <li>correlation id (common-lib, the very first)
 *   <li>CORS, identity and permission (Spring Security at {@value #SECURITY}; see {@code identity})
 *   <li>{@link BodyLimit}
 *   <li>the route is found (Spring Cloud Gateway)
 *   <li>{@link OutgoingHeaders}
 *   <li>{@link UpstreamStep}: the instance is chosen, and another one when it refuses the connection
 *   <li>the exchange itself, event by event (Spring Cloud Gateway)
 *   <li>on failure at any step: {@code ReactiveProblems} (common-lib) in the shape of the path
 * </ol>
 */
final class GatewayPipeline {

    /** Where Spring Boot puts Spring Security's filter. */
    static final int SECURITY = -100;

    static final int BODY_LIMIT = SECURITY + 10;

    static final int OUTGOING_HEADERS = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 20;

    /** Around Spring Cloud Gateway's filter that writes the answer: an instance is busy until the last event has gone. */
    static final int UPSTREAM = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 10;

    private GatewayPipeline() {}
}
