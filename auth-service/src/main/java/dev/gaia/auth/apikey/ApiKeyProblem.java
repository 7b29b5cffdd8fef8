package dev.gaia.auth.apikey;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with a request about API keys. */
enum ApiKeyProblem implements ProblemType {
    API_KEY_REFUSED("api-key-refused", "The API key is not valid", HttpStatus.UNAUTHORIZED),
    API_KEY_NOT_FOUND("api-key-not-found", "There is no such API key", HttpStatus.NOT_FOUND),
    SCOPE_NOT_ALLOWED("scope-not-allowed", "The account may not have this scope", HttpStatus.BAD_REQUEST),
    TOO_MANY_API_KEYS("too-many-api-keys", "The account has as many API keys as it may", HttpStatus.CONFLICT);

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
