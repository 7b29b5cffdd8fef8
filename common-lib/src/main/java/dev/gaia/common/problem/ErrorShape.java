package dev.gaia.common.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * How a client of each public surface expects an error to look; the path of the request decides.
 *
 * <p>{@link #COMPATIBLE} is the original platform's, {@link #OPENAI} that of OpenAI's API reference, {@link #PROBLEM}
 * RFC 9457.
 */
public enum ErrorShape {
    COMPATIBLE(MediaType.APPLICATION_JSON) {
        @Override
        public Map<String, @Nullable Object> body(ProblemDetail problem) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("detail", text(problem));
            return body;
        }
    },
    OPENAI(MediaType.APPLICATION_JSON) {
        @Override
        public Map<String, @Nullable Object> body(ProblemDetail problem) {
            Map<String, @Nullable Object> error = new LinkedHashMap<>();
            error.put("message", text(problem));
            error.put("type", openAiType(problem.getStatus()));
            error.put("param", null);
            error.put("code", code(problem));
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("error", error);
            return body;
        }
    },
    PROBLEM(MediaType.APPLICATION_PROBLEM_JSON) {
        @Override
        public Map<String, @Nullable Object> body(ProblemDetail problem) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put(
                    "type",
                    problem.getType() == null
                            ? "about:blank"
                            : problem.getType().toString());
            body.put("title", problem.getTitle());
            body.put("status", problem.getStatus());
            body.put("detail", text(problem));
            if (problem.getProperties() != null) {
                body.putAll(problem.getProperties());
            }
            return body;
        }
    };

    private final MediaType contentType;

    ErrorShape(MediaType contentType) {
        this.contentType = contentType;
    }

    /** The error as the JSON object that this surface's clients parse. */
    public abstract Map<String, @Nullable Object> body(ProblemDetail problem);

    public MediaType contentType() {
        return contentType;
    }

    /** The shape for a request to {@code path}, for example {@code /v1/chat/completions}. */
    public static ErrorShape forPath(String path) {
        if (path.startsWith("/api/v0.3/") || path.startsWith("/api/v1/") || path.startsWith("/auth/")) {
            return COMPATIBLE;
        }
        return path.startsWith("/v1/") ? OPENAI : PROBLEM;
    }

    private static String text(ProblemDetail problem) {
        if (problem.getDetail() != null) {
            return problem.getDetail();
        }
        if (problem.getTitle() != null) {
            return problem.getTitle();
        }
        HttpStatus status = HttpStatus.resolve(problem.getStatus());
        return status == null ? "Error " + problem.getStatus() : status.getReasonPhrase();
    }

    private static @Nullable String code(ProblemDetail problem) {
        if (problem.getType() == null) {
            return null;
        }
        String path = problem.getType().toString();
        return path.startsWith("/problems/")
                ? path.substring("/problems/".length()).replace('-', '_')
                : null;
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
