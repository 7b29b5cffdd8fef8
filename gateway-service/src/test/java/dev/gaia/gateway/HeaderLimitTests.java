package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HeaderLimitTests {

    private static final StubAuth auth = new StubAuth();
    private static final StubService services = new StubService("any");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), services.url(), services.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        services.close();
    }

    @BeforeEach
    void forget() {
        services.received().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/conversations", "/v1/models", "/api/v2/jobs"})
    void tooLargeHeadersAreRefusedInTheShapeOfThePath(String path) {
        assertRefused(path, gateway.send(get(path).header("X-Large", "x".repeat(8 << 10))), 431);
    }

    @Test
    void tooManyHeadersAreRefused() {
        HttpRequest.Builder request = get("/v1/models");
        for (int i = 0; i < 101; i++) {
            request.header("X-Many", "" + i);
        }

        assertRefused("/v1/models", gateway.send(request), 431);
    }

    @Test
    void usualHeadersPass() {
        HttpRequest.Builder request = get("/v1/models").header("X-Large", "x".repeat(6 << 10));
        for (int i = 0; i < 80; i++) {
            request.header("X-Many", "" + i);
        }

        assertThat(gateway.send(request).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/conversations", "/v1/models", "/api/v2/jobs"})
    void tooLongAddressIsRefusedInTheShapeOfThePath(String path) {
        assertRefused(path, gateway.send(get(path + "?q=" + "x".repeat(4 << 10))), 414);
        assertThat(gateway.send(get(path + "?q=" + "x".repeat(3 << 10))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsLargerByFarIsRefusedByTheServer() throws IOException {
        assertThat(gateway.talk("GET /v1/models HTTP/1.1\r\nHost: gaia\r\nX: " + "x".repeat(65 << 10) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(gateway.talk("GET /v1/models?" + "x".repeat(33 << 10) + " HTTP/1.1\r\nHost: gaia\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    private static HttpRequest.Builder get(String path) {
        return gateway.get(path)
                .header("Authorization", "Bearer " + auth.token())
                .header("Origin", "https://studio.example");
    }

    private static void assertRefused(String path, HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        ErrorBodies.assertShape(path, response);
        assertThat(response.headers().allValues("Access-Control-Allow-Origin")).hasSize(1);
        assertThat(services.received(path)).isEmpty();
    }
}
