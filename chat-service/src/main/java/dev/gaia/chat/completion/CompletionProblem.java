package dev.gaia.chat.completion;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum CompletionProblem implements ProblemType {
    EMPTY_MESSAGE("empty-message", "There is nothing to answer", HttpStatus.BAD_REQUEST),
    INVALID_PARAMETER("invalid-parameter", "A parameter cannot be used", HttpStatus.BAD_REQUEST),
    MODEL_NOT_FOUND("model-not-found", "No such model", HttpStatus.NOT_FOUND),
    PROMPT_TOO_LONG("prompt-too-long", "The prompt exceeds the model's context", HttpStatus.CONTENT_TOO_LARGE),
    QUEUE_FULL("queue-full", "All slots are taken", HttpStatus.TOO_MANY_REQUESTS),
    MODEL_UNAVAILABLE("model-unavailable", "The model is not loaded", HttpStatus.SERVICE_UNAVAILABLE),
    MODEL_REFUSED("model-refused", "The model cannot be served", HttpStatus.SERVICE_UNAVAILABLE),
    WAIT_TOO_LONG("wait-too-long", "The answer would come too late", HttpStatus.SERVICE_UNAVAILABLE),
    GENERATION_FAILED("generation-failed", "The answer broke off", HttpStatus.BAD_GATEWAY);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    CompletionProblem(String slug, String title, HttpStatus status) {
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
