package dev.gaia.auth.session;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with a request about sessions. */
enum SessionProblem implements ProblemType {
    SESSION_NOT_FOUND("session-not-found", "There is no such session", HttpStatus.NOT_FOUND),
    NOT_A_SIGN_IN("not-a-sign-in", "An API key cannot do this", HttpStatus.FORBIDDEN);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    SessionProblem(String slug, String title, HttpStatus status) {
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
