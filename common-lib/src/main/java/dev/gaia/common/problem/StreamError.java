package dev.gaia.common.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** How an event stream says that it ends by an error, in the words that clients of each public surface read. */
public final class StreamError {

    private static final JsonMapper JSON = new JsonMapper();

    private StreamError() {}

    /** The event as it goes over the wire, for a stream at {@code path}. */
    public static String event(String path, ProblemDetail problem) {
        if (path.startsWith("/api/v0.3/")) {
            return "data: " + JSON.writeValueAsString(compatible(problem)) + "\n\n";
        }
        if (path.startsWith("/v1/") || path.startsWith("/api/v1/chat")) {
            return "data: " + JSON.writeValueAsString(ErrorShape.OPENAI.body(problem)) + "\n\n";
        }
        return "event: error\ndata: " + JSON.writeValueAsString(ErrorShape.PROBLEM.body(problem)) + "\n\n";
    }

    private static Map<String, @Nullable Object> compatible(ProblemDetail problem) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("type", "error");
        event.put("error", ErrorShape.COMPATIBLE.body(problem).get("detail"));
        return event;
    }
}
