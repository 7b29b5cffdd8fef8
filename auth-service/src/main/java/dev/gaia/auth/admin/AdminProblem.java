package dev.gaia.auth.admin;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with an admin's request. */
enum AdminProblem implements ProblemType {
    ACCOUNT_NOT_FOUND("account-not-found", "There is no such account", HttpStatus.NOT_FOUND),
    SESSION_NOT_FOUND("session-not-found", "There is no such session", HttpStatus.NOT_FOUND),
    OWN_ACCOUNT("own-account", "Admins cannot do this to themselves", HttpStatus.CONFLICT);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    AdminProblem(String slug, String title, HttpStatus status) {
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
