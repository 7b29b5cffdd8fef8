package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTests {

    private static final StubAuth auth = new StubAuth();
    private static final StubService services = new StubService("any");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(
                auth.url(), services.url(), services.url(), "gateway.cors.allowed-origins=https://*.studio.example");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        services.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/chat", "/v1/chat/completions", "/api/v2/jobs", "/api/v1/auth/login"})
    void preflightIsAnsweredHereWithoutACredential(String path) {
        services.received().clear();

        HttpResponse<String> response = preflight(path, "https://vr.studio.example", "POST");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("https://vr.studio.example");
        assertThat(header(response, "Access-Control-Allow-Methods")).contains("POST");
        assertThat(header(response, "Access-Control-Allow-Headers"))
                .contains("x-api-key")
                .contains("content-type");
        assertThat(header(response, "Access-Control-Max-Age")).isEqualTo("3600");
        assertThat(response.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://vr.studio.example", "https://studio.example.evil", "null"})
    void pageOfAnotherOriginIsRefused(String origin) {
        HttpResponse<String> response = preflight("/v1/chat/completions", origin, "POST");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void unusualMethodIsRefused() {
        assertThat(preflight("/v1/models", "https://vr.studio.example", "TRACE").statusCode())
                .isEqualTo(403);
    }

    @Test
    void pageMayReadAnAnswerAndItsUsefulHeaders() {
        HttpResponse<String> response = gateway.send(gateway.get("/v1/models")
                .header("Origin", "https://vr.studio.example")
                .header("Authorization", "Bearer " + auth.token()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("https://vr.studio.example");
        assertThat(String.join(",", response.headers().allValues("Access-Control-Expose-Headers")))
                .contains("X-Correlation-Id", "Retry-After", "Location");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/nothing"})
    void pageMayReadWhyItWasRefused(String path) {
        HttpResponse<String> response = gateway.send(gateway.get(path).header("Origin", "https://vr.studio.example"));

        assertThat(response.statusCode()).isBetween(401, 404);
        assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("https://vr.studio.example");
    }

    @Test
    void pageOfAnotherOriginIsNotToldWhyItsBodyIsTooLarge() {
        HttpResponse<String> response = gateway.send(
                gateway.post("/v1/embeddings", "x".repeat(3 << 20)).header("Origin", "https://evil.example"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private static HttpResponse<String> preflight(String path, String origin, String method) {
        return gateway.send(gateway.request("OPTIONS", path, BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "x-api-key, content-type"));
    }

    private static String header(HttpResponse<String> response, String name) {
        assertThat(response.headers().allValues(name)).as(name).hasSize(1);
        return response.headers().firstValue(name).orElseThrow();
    }
}
