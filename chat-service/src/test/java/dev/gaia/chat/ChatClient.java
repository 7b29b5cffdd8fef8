package dev.gaia.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls the running service as any client does; bodies are written as they go over the wire. */
public record ChatClient(URI address, @Nullable String token) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    public Answer send(String method, String path, String json, String... headers) {
        HttpResponse<String> response = exchange(method, path, json, BodyHandlers.ofString(), headers);
        return new Answer(response.statusCode(), response);
    }

    /** Posts and reads the answer line by line while it comes. */
    public EventLines open(String path, String json, String... headers) {
        HttpResponse<InputStream> response = exchange("POST", path, json, BodyHandlers.ofInputStream(), headers);
        return new EventLines(response);
    }

    /** The same for whoever does not wait for the answer's head; cancelling hangs up. */
    public CompletableFuture<EventLines> openLater(String path, String json, String... headers) {
        CompletableFuture<HttpResponse<InputStream>> response =
                HTTP.sendAsync(request("POST", path, json, headers), BodyHandlers.ofInputStream());
        CompletableFuture<EventLines> opened = response.thenApply(EventLines::new);
        return opened.whenComplete((_, failure) -> {
            if (failure instanceof CancellationException) {
                response.cancel(true);
            }
        });
    }

    private <T> HttpResponse<T> exchange(
            String method, String path, String json, BodyHandler<T> reader, String... headers) {
        try {
            return HTTP.send(request(method, path, json, headers), reader);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private HttpRequest request(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }
}
