package dev.gaia.gateway.pipeline;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can go wrong between the client and a service. */
enum GatewayProblem implements ProblemType {
    BODY_TOO_LARGE("body-too-large", "The body is too large", HttpStatus.CONTENT_TOO_LARGE),
    URI_TOO_LONG("uri-too-long", "The address is too long", HttpStatus.URI_TOO_LONG),
    HEADERS_TOO_LARGE("headers-too-large", "The headers are too large", HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    UPSTREAM_UNAVAILABLE("upstream-unavailable", "A service is away", HttpStatus.SERVICE_UNAVAILABLE),
    UPSTREAM_TIMEOUT("upstream-timeout", "A service did not answer in time", HttpStatus.GATEWAY_TIMEOUT);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    GatewayProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }
}
