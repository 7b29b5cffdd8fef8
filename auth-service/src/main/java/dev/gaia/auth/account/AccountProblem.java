package dev.gaia.auth.account;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with registering or signing in. */
enum AccountProblem implements ProblemType {
    EMAIL_TAKEN("email-taken", "The e-mail address has an account", HttpStatus.CONFLICT),
    INVALID_REGISTRATION("invalid-registration", "This cannot be registered", HttpStatus.BAD_REQUEST),
    WRONG_CREDENTIALS("wrong-credentials", "Wrong e-mail address or password", HttpStatus.UNAUTHORIZED),
    REFRESH_TOKEN_REFUSED("refresh-token-refused", "The refresh token is not valid", HttpStatus.UNAUTHORIZED);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    AccountProblem(String slug, String title, HttpStatus status) {
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
