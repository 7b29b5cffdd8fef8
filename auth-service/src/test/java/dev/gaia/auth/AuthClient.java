package dev.gaia.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls the running service as any client does.
 *
 * @param network the address that the gateway says the client has; empty for none
 */
public record AuthClient(int port, String network) {

    public static final String PASSWORD = "correct horse battery staple";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    public AuthClient(int port) {
        this(port, "");
    }

    /** The same from another address. */
    public AuthClient from(String address) {
        return new AuthClient(port, address);
    }

    public Answer post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body), null);
    }

    public Answer post(String path, Map<String, ?> body, String token) {
        return send("POST", path, JSON.writeValueAsString(body), token);
    }

    public Answer get(String path) {
        return send("GET", path, "", null);
    }

    public Answer get(String path, String token) {
        return send("GET", path, "", token);
    }

    public Answer send(String method, String path, String body, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!network.isEmpty()) {
            request.header("X-Gaia-Client-Address", network);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What an access token says, unverified. */
    public static JsonNode claims(String token) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    public static String newEmail() {
        return UUID.randomUUID() + "@example.org";
    }

    /** Registers somebody new; the answer holds their session. */
    public Answer register() {
        return register(newEmail());
    }

    public Answer register(String email) {
        return post("/api/v1/auth/register", Map.of("email", email, "password", PASSWORD));
    }

    public Answer login(String email, String password) {
        return post("/api/v1/auth/login", Map.of("email", email, "password", password));
    }

    public Answer refresh(String refreshToken) {
        return post("/api/v1/auth/refresh", Map.of("refresh_token", refreshToken));
    }

    public Answer logout(String token) {
        return post("/api/v1/auth/logout", Map.of(), token);
    }

    public boolean isValid(String token) {
        return post("/api/v1/auth/validate", Map.of("token", token))
                .json()
                .at("/valid")
                .asBoolean();
    }
}
