package dev.gaia.auth.region;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/** What can be wrong with a request whose account lives elsewhere. */
enum RegionProblem implements ProblemType {
    REGION_UNAVAILABLE("region-unavailable", "The account's region is away", HttpStatus.SERVICE_UNAVAILABLE);

    private static final String RETRY_AFTER_SECONDS = "5";

    private final String slug;
    private final String title;
    private final HttpStatus status;

    RegionProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    static ErrorResponseException unavailable() {
        ErrorResponseException away = REGION_UNAVAILABLE.exception(
                "The region where the account lives does not answer right now. Try again in a moment.");
        away.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return away;
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
