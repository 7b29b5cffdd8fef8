package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The account that a developer uses at once, made through the same public API as everybody else's. */
final class DeveloperAccount {

    static final String API_KEY = "developer-api-key";

    private static final String EMAIL = "developer@gaia.local";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Secrets secrets;
    private final String authUrl;

    DeveloperAccount(Secrets secrets, String authUrl) {
        this.secrets = secrets;
        this.authUrl = authUrl;
    }

    /** Makes the account and its key unless the key is there and still good. */
    void ensure() {
        try {
            if (secrets.find(API_KEY).filter(this::isGood).isEmpty()) {
                Map<String, String> credentials =
                        Map.of("email", EMAIL, "password", secrets.password("developer-password"));
                post("/api/v1/auth/register", credentials, ""); // 409 when the account is there already
                HttpResponse<String> login = post("/api/v1/auth/login", credentials, "");
                require(login, 200);
                String token = RunState.JSON
                        .readTree(login.body())
                        .get("session")
                        .get("access_token")
                        .asString();
                HttpResponse<String> key = post("/api/v1/auth/api-keys", Map.of("name", "developer"), token);
                require(key, 201);
                secrets.keep(
                        API_KEY,
                        RunState.JSON.readTree(key.body()).get("api_key").asString());
            }
        } catch (IOException unreachable) {
            throw new LauncherException("The developer account could not be made: " + unreachable.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isGood(String key) {
        try {
            HttpResponse<String> answer = post("/api/v1/auth/validate", Map.of("api_key", key), "");
            JsonNode valid = RunState.JSON.readTree(answer.body()).get("valid");
            return valid != null && valid.asBoolean();
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void require(HttpResponse<String> response, int status) {
        if (response.statusCode() != status) {
            throw new LauncherException("auth-service answered " + response.statusCode()
                    + " when the developer account was made: " + response.body());
        }
    }

    private HttpResponse<String> post(String path, Map<String, String> body, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(authUrl + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(RunState.JSON.writeValueAsString(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
