package dev.gaia.common.problem;

import org.springframework.http.HttpStatus;

/** Failures that any service can have. */
public enum CommonProblem implements ProblemType {
    UNAUTHENTICATED("unauthenticated", "Authentication is needed", HttpStatus.UNAUTHORIZED),
    FORBIDDEN("forbidden", "Not allowed", HttpStatus.FORBIDDEN),
    INVALID_REQUEST("invalid-request", "The request is not valid", HttpStatus.BAD_REQUEST),
    MALFORMED_BODY("malformed-body", "The body could not be read", HttpStatus.BAD_REQUEST),
    NOT_FOUND("not-found", "There is no such thing here", HttpStatus.NOT_FOUND),
    UNAVAILABLE("unavailable", "Something that this needs is away", HttpStatus.SERVICE_UNAVAILABLE),
    INTERNAL("internal", "Something went wrong", HttpStatus.INTERNAL_SERVER_ERROR);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    CommonProblem(String slug, String title, HttpStatus status) {
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
