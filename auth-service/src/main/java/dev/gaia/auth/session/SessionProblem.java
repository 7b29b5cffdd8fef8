package dev.gaia.auth.session;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum SessionProblem implements ProblemType {
    REFRESH_TOKEN_REFUSED("refresh-token-refused", "The refresh token is not good", HttpStatus.UNAUTHORIZED);

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
