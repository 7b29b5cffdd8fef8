package dev.gaia.auth.apikey;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum ApiKeyProblem implements ProblemType {
    API_KEY_NOT_FOUND("api-key-not-found", "No such key", HttpStatus.NOT_FOUND),
    API_KEY_REFUSED("api-key-refused", "The API key is not good", HttpStatus.UNAUTHORIZED);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    ApiKeyProblem(String slug, String title, HttpStatus status) {
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
