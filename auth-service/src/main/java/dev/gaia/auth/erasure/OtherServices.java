package dev.gaia.auth.erasure;

import dev.gaia.auth.token.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The services that keep data of accounts, asked in this service's own name. */
@Component
class OtherServices {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Map<String, List<URI>> addresses;
    private final TokenIssuer issuer;

    OtherServices(ErasureProperties properties, TokenIssuer issuer) {
        this.addresses = properties.addresses();
        this.issuer = issuer;
    }

    Collection<String> names() {
        return addresses.keySet();
    }

    /** @throws IOException when it has not confirmed that all is gone */
    void erase(String service, UUID account, int attempt) throws IOException {
        HttpResponse<String> answer = send(service, account, "DELETE", "internal:erase", attempt);
        if (answer.statusCode() != 204) {
            throw new IOException(service + "-service answered " + answer.statusCode());
        }
    }

    /** What it has, as JSON. */
    String export(String service, UUID account) throws IOException {
        HttpResponse<String> answer = send(service, account, "GET", "internal:export", 0);
        if (answer.statusCode() != 200) {
            throw new IOException(service + "-service answered " + answer.statusCode());
        }
        return answer.body();
    }

    /** @param attempt another attempt asks another instance */
    private HttpResponse<String> send(String service, UUID account, String method, String scope, int attempt)
            throws IOException {
        List<URI> instances = addresses.getOrDefault(service, List.of());
        if (instances.isEmpty()) {
            throw new IOException("There is no address of " + service + "-service");
        }
        HttpRequest request = HttpRequest.newBuilder(
                        instances.get(attempt % instances.size()).resolve("/internal/accounts/" + account))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + issuer.issueForService("gaia-" + service, scope))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", interrupted);
        }
    }
}
