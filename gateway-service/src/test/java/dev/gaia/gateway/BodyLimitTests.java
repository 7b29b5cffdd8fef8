package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BodyLimitTests {

    private static final int LIMIT = 2 << 20;

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
    @CsvSource({
        "/api/v0.3/chat, announced",
        "/api/v0.3/chat, chunked",
        "/v1/chat/completions, announced",
        "/v1/chat/completions, chunked",
        "/api/v2/jobs, announced",
        "/api/v2/jobs, chunked",
    })
    void tooLargeBodyIsRefusedInTheShapeOfThePath(String path, String way) {
        HttpResponse<String> response = send(path, 10 << 20, way.equals("chunked"));

        assertThat(response.statusCode()).isEqualTo(413);
        ErrorBodies.assertShape(path, response);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneByteTooManyIsRefused(boolean chunked) {
        assertThat(send("/v1/chat/completions", LIMIT + 1, chunked).statusCode())
                .isEqualTo(413);
        assertThat(services.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodyOfTheLimitPassesWhole(boolean chunked) {
        assertThat(send("/v1/chat/completions", LIMIT, chunked).statusCode()).isEqualTo(200);

        assertThat(services.received().getFirst().body()).isEqualTo(body(LIMIT));
    }

    @Test
    void clientThatAsksWhetherToGoOnIsToldSo() {
        HttpResponse<String> response =
                gateway.send(gateway.request("POST", "/v1/chat/completions", BodyPublishers.ofByteArray(body(LIMIT)))
                        .expectContinue(true)
                        .header("Authorization", "Bearer " + auth.token()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(services.received().getFirst().body()).hasSize(LIMIT);
    }

    @Test
    void sizeIsLookedAtBeforeIdentity() {
        HttpResponse<String> announced = gateway.send(
                gateway.request("POST", "/v1/chat/completions", BodyPublishers.ofByteArray(body(10 << 20))));
        HttpResponse<String> chunked = gateway.send(gateway.request(
                "POST",
                "/v1/chat/completions",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body(10 << 20)))));

        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(401);
    }

    @Test
    void clientThatAsksWhetherToGoOnNeedNotSendABodyThatIsTooLarge() throws IOException {
        String answer = gateway.talk("POST /v1/chat/completions HTTP/1.1\r\nHost: gaia\r\nExpect: 100-continue\r\n"
                + "Content-Length: 10000000\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("body_too_large");
    }

    private static HttpResponse<String> send(String path, int size, boolean chunked) {
        byte[] body = body(size);
        BodyPublisher publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);
        return gateway.send(gateway.request("POST", path, publisher)
                .header("Origin", "https://studio.example")
                .header("Authorization", "Bearer " + auth.token()));
    }

    private static byte[] body(int size) {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        return body;
    }
}
