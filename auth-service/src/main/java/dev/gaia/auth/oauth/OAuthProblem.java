package dev.gaia.auth.oauth;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with requests about OAuth clients and devices; the protocol itself has its own errors. */
enum OAuthProblem implements ProblemType {
    NO_USER_CODE("no-user-code", "This is no device's code", HttpStatus.BAD_REQUEST),
    INVALID_CLIENT("invalid-client", "This client cannot be registered", HttpStatus.BAD_REQUEST),
    CLIENT_NOT_FOUND("client-not-found", "There is no such client", HttpStatus.NOT_FOUND);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    OAuthProblem(String slug, String title, HttpStatus status) {
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
