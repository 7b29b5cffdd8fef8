package dev.gaia.asset.job;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum JobProblem implements ProblemType {
    JOB_NOT_FOUND("job-not-found", "No such job", HttpStatus.NOT_FOUND),
    CATEGORY_NOT_SUPPORTED("category-not-supported", "No engine makes that", HttpStatus.UNPROCESSABLE_CONTENT),
    TOO_MANY_JOBS("too-many-jobs", "Too many jobs at once", HttpStatus.TOO_MANY_REQUESTS),
    JOB_FAILED("job-failed", "The asset could not be made", HttpStatus.BAD_GATEWAY);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    JobProblem(String slug, String title, HttpStatus status) {
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
