package dev.gaia.auth.account;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** What can be wrong with registering or signing in. */
enum AccountProblem implements ProblemType {
    EMAIL_TAKEN("email-taken", "The e-mail address has an account", HttpStatus.CONFLICT),
    INVALID_REGISTRATION("invalid-registration", "This cannot be registered", HttpStatus.BAD_REQUEST),
    WRONG_CREDENTIALS("wrong-credentials", "Wrong e-mail address or password", HttpStatus.UNAUTHORIZED),
    UNACCEPTABLE_PASSWORD("unacceptable-password", "This cannot be a password", HttpStatus.BAD_REQUEST),
    WRONG_PASSWORD("wrong-password", "Wrong password", HttpStatus.FORBIDDEN),
    EMAIL_NOT_CONFIRMED("email-not-confirmed", "The e-mail address is not confirmed", HttpStatus.FORBIDDEN),
    ACCOUNT_SUSPENDED("account-suspended", "The account is suspended", HttpStatus.FORBIDDEN),
    MAILED_TOKEN_REFUSED("mailed-token-refused", "The link is not valid", HttpStatus.BAD_REQUEST),
    REFRESH_TOKEN_REFUSED("refresh-token-refused", "The refresh token is not valid", HttpStatus.UNAUTHORIZED);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    AccountProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    static ErrorResponseException mailedTokenRefused() {
        return MAILED_TOKEN_REFUSED.exception("The link was used, has expired or was replaced by a newer one.");
    }

    static ErrorResponseException suspended() {
        return ACCOUNT_SUSPENDED.exception("The account is suspended; ask whoever runs this Gaia.");
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
