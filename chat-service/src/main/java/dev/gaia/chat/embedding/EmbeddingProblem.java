package dev.gaia.chat.embedding;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum EmbeddingProblem implements ProblemType {
    INVALID_PARAMETER("invalid-parameter", "A parameter cannot be used", HttpStatus.BAD_REQUEST),
    MODEL_NOT_FOUND("model-not-found", "No such model", HttpStatus.NOT_FOUND),
    QUEUE_FULL("queue-full", "All slots are taken", HttpStatus.TOO_MANY_REQUESTS);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    EmbeddingProblem(String slug, String title, HttpStatus status) {
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
