package dev.gaia.auth.erasure;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with asking for a deletion. */
enum ErasureProblem implements ProblemType {
    WRONG_PASSWORD("wrong-password", "Wrong password", HttpStatus.FORBIDDEN);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    ErasureProblem(String slug, String title, HttpStatus status) {
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
