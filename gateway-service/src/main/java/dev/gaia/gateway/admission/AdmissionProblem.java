package dev.gaia.gateway.admission;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** The gateway does not even try. */
enum AdmissionProblem implements ProblemType {
    UPSTREAM_BUSY("upstream-busy", "A service has too much to do"),
    UPSTREAM_UNAVAILABLE("upstream-unavailable", "A service is away");

    private final String slug;
    private final String title;

    AdmissionProblem(String slug, String title) {
        this.slug = slug;
        this.title = title;
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
        return HttpStatus.SERVICE_UNAVAILABLE;
    }
}
