package dev.gaia.gateway.limit;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** A limit is reached. */
enum LimitProblem implements ProblemType {
    QUOTA_EXCEEDED("quota-exceeded", "A limit is reached"),
    TOO_MANY_STREAMS("too-many-streams", "Too many answers at once");

    private final String slug;
    private final String title;

    LimitProblem(String slug, String title) {
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
        return HttpStatus.TOO_MANY_REQUESTS;
    }
}
