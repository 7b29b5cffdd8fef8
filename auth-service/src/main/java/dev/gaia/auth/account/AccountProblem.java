package dev.gaia.auth.account;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum AccountProblem implements ProblemType {
    EMAIL_TAKEN("email-taken", "The address has an account", HttpStatus.CONFLICT),
    WEAK_PASSWORD("weak-password", "The password is not accepted", HttpStatus.BAD_REQUEST),
    WRONG_CREDENTIALS("wrong-credentials", "E-mail or password is wrong", HttpStatus.UNAUTHORIZED);

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
