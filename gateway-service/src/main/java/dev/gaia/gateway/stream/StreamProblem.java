package dev.gaia.gateway.stream;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can go wrong with a stream that has begun. */
enum StreamProblem implements ProblemType {
    CLIENT_TOO_SLOW("client-too-slow", "The client reads too slowly", HttpStatus.REQUEST_TIMEOUT);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    StreamProblem(String slug, String title, HttpStatus status) {
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
