package dev.gaia.auth.oauth;

import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponseException;

/** Nobody looked at the password: there are too many sign-ins, or too many for this account. */
final class SignInRefusedException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorResponseException problem;

    SignInRefusedException(ErrorResponseException problem) {
        super("The sign-in was refused", problem);
        this.problem = problem;
    }

    ErrorResponseException problem() {
        return problem;
    }
}
