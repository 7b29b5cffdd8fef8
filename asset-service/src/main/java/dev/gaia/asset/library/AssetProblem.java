package dev.gaia.asset.library;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

enum AssetProblem implements ProblemType {
    ASSET_NOT_FOUND("asset-not-found", "No such asset", HttpStatus.NOT_FOUND);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    AssetProblem(String slug, String title, HttpStatus status) {
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
