package dev.gaia.auth.throttle;

import dev.gaia.common.problem.ProblemType;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** That somebody tried too often. */
enum ThrottleProblem implements ProblemType {
    TOO_MANY_ATTEMPTS("too-many-attempts", "Too many attempts", HttpStatus.TOO_MANY_REQUESTS);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    ThrottleProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    static ErrorResponseException tooManyAttempts(Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        ErrorResponseException refused =
                TOO_MANY_ATTEMPTS.exception("Too many attempts. Try again in " + seconds + " s.");
        refused.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return refused;
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
