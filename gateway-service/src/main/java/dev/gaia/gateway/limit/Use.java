package dev.gaia.gateway.limit;

import dev.gaia.gateway.route.RouteTable.Route;
import dev.gaia.gateway.route.UpstreamName;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What a request takes beside itself. */
enum Use {
    PLAIN,

    /** A model's answer, streamed or whole: tokens, and a place for as long as it is under way. */
    ANSWER,

    /** Events for as long as the client listens: a place. */
    STREAM,

    /** Work that goes on when the request has ended. */
    JOB;

    private static final Set<String> ANSWERS = Set.of(
            "/api/v0.3/chat",
            "/api/v1/chat",
            "/api/v1/chat/completions",
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/embeddings");

    private static final Set<String> JOBS = Set.of("/api/v2/jobs", "/api/v1/assets/generate", "/v1/images/generations");

    static Use of(ServerHttpRequest request, Route route) {
        String path = request.getPath().pathWithinApplication().value();
        if (request.getMethod() == HttpMethod.POST) {
            if (route.upstream() == UpstreamName.CHAT
                    && (ANSWERS.contains(path) || path.startsWith("/api/v2/") && path.endsWith("/responses"))) {
                return ANSWER;
            }
            return route.upstream() == UpstreamName.ASSET && JOBS.contains(path) ? JOB : PLAIN;
        }
        return path.endsWith("/events") || request.getHeaders().getUpgrade() != null ? STREAM : PLAIN;
    }

    boolean takesPlace() {
        return this == ANSWER || this == STREAM;
    }
}
