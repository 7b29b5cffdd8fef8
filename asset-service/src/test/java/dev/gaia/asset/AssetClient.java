package dev.gaia.asset;

import dev.gaia.testing.identity.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Calls the running service as any client does, on behalf of one account. */
public record AssetClient(int port, UUID account) {

    public static final TestTokens TOKENS = new TestTokens();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** On behalf of somebody new. */
    public AssetClient(int port) {
        this(port, UUID.randomUUID());
    }

    public AssetClient somebodyElse() {
        return new AssetClient(port);
    }

    public Answer get(String path) {
        return send("GET", path, "", TOKENS.token(account, "assets"));
    }

    public Answer post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body), TOKENS.token(account, "assets"));
    }

    public Answer delete(String path) {
        return send("DELETE", path, "", TOKENS.token(account, "assets"));
    }

    public Answer generate(String description, int size, long maxWaitTimeMs) {
        return post(
                "/api/v1/assets/generate",
                Map.of(
                        "category",
                        "texture",
                        "style",
                        "realistic",
                        "description",
                        description,
                        "requirements",
                        Map.of("width", size, "height", size),
                        "preferences",
                        Map.of("max_wait_time_ms", maxWaitTimeMs)));
    }

    /** Submits a job natively and returns the path where it is found. */
    public String submit(String category, String description) {
        Answer answer = post("/api/v2/jobs", Map.of("category", category, "description", description, "size", 64));
        if (answer.status() != 202) {
            throw new IllegalStateException("Not accepted: " + answer);
        }
        return answer.header("Location");
    }

    public String stateOf(String jobPath) {
        return get(jobPath).text("/state");
    }

    /** As it comes by the gateway, which says how many jobs the caller's plan allows. */
    public Answer submit(String category, int maxJobs) {
        String body = JSON.writeValueAsString(Map.of("category", category, "description", "some", "size", 64));
        return send(
                "POST",
                "/api/v2/jobs",
                body,
                TOKENS.token(account, "assets"),
                "X-Gaia-Max-Jobs",
                Integer.toString(maxJobs));
    }

    public Answer send(String method, String path, String body, @Nullable String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return new Answer(send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    /** A plain GET of an address that somebody was given. */
    public static HttpResponse<byte[]> download(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request, handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
