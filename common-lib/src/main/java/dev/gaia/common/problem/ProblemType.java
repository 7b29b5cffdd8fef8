package dev.gaia.common.problem;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A kind of failure that clients can tell apart by its URI; each is described in {@code docs/problems.md}.
 *
 * <p>Used by all services: every feature has a package-private enum that implements it.
 */
public interface ProblemType {

    /** The last part of the problem's URI, for example {@code conversation-not-found}. */
    String slug();

    String title();

    HttpStatus status();

    default ProblemDetail detail(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(), detail);
        problem.setType(URI.create("/problems/" + slug()));
        problem.setTitle(title());
        return problem;
    }

    /** The same as something to throw; {@code detail} is shown to the client. */
    default ErrorResponseException exception(String detail) {
        return new ErrorResponseException(status(), detail(detail), null);
    }
}
