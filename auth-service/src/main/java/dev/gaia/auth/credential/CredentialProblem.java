package dev.gaia.auth.credential;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** What can be wrong with handling a password, other than the password. */
enum CredentialProblem implements ProblemType {
    SIGN_IN_BUSY("sign-in-busy", "Too many sign-ins at once", HttpStatus.SERVICE_UNAVAILABLE);

    /** A full queue is worked off in about this time. */
    private static final String RETRY_AFTER_SECONDS = "2";

    private final String slug;
    private final String title;
    private final HttpStatus status;

    CredentialProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    static ErrorResponseException busy() {
        ErrorResponseException busy = SIGN_IN_BUSY.exception("Too many sign-ins at once; try again in a moment.");
        busy.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return busy;
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
