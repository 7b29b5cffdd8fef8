package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

@Timeout(60)
class UpstreamFailureTests {

    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final StubAuth auth = new StubAuth();

    @AfterEach
    void stop() {
        auth.close();
    }

    @Test
    void refusedConnectionIsTriedOnAnotherInstance() {
        try (StubService chat = new StubService("chat");
                RunningGateway gateway = gateway(BareServer.refusing() + "," + chat.url())) {
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> response = gateway.send(gateway.post("/v1/chat/completions", "{\"n\":" + i + "}")
                        .header("Authorization", "Bearer " + auth.token()));
                assertThat(response.statusCode()).isEqualTo(200);
            }

            assertThat(chat.received("/v1/chat/completions"))
                    .hasSize(10)
                    .last()
                    .satisfies(request -> assertThat(request.body())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo("{\"n\":9}"));
        }
    }

    @Test
    void authServiceIsAskedOnAnotherInstanceToo() {
        try (StubService chat = new StubService("chat");
                RunningGateway gateway = new RunningGateway(
                        BareServer.refusing() + "," + auth.url() + "," + BareServer.refusing(),
                        chat.url(),
                        chat.url())) {
            for (int i = 0; i < 6; i++) {
                String key = "gaia_9_" + i;
                auth.accept(key);
                assertThat(gateway.send(gateway.get("/v1/models").header("X-API-Key", key))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void serviceThatIsAwayIsSaidToBeSo() {
        try (RunningGateway gateway = gateway(BareServer.refusing())) {
            assertAll(gateway, 503);
        }
    }

    @Test
    void serviceWhoseNameIsUnknownIsSaidToBeAway() {
        try (RunningGateway gateway = gateway("http://gaia-chat.invalid:8080")) {
            assertAll(gateway, 503);
        }
    }

    @Test
    void frozenServiceIsGivenUp() {
        try (BareServer frozen = BareServer.frozen();
                RunningGateway gateway = gateway(frozen.url())) {
            long start = System.nanoTime();
            assertAll(gateway, 504);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void serviceThatDiesBeforeTheFirstByteOfItsAnswerIsSaidToBeAway() {
        AtomicReference<String> fragment = new AtomicReference<>("");
        try (BareServer dying = BareServer.thatBreaksOffAfter(fragment::get);
                RunningGateway gateway = gateway(dying.url())) {
            assertAll(gateway, 503);
            fragment.set("HTTP/1.1 200 OK\r\nContent-Le");
            assertAll(gateway, 503);
            fragment.set("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\nETag: x\r\n\r\n");
            assertAll(gateway, 503);
            fragment.set("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertAll(gateway, 503);
        }
    }

    @Test
    void errorOfAServicePassesAsItIs() {
        try (StubService chat = new StubService("chat");
                RunningGateway gateway = gateway(chat.url())) {
            for (int status : new int[] {400, 404, 409, 422, 429, 500, 502, 503, 504}) {
                chat.answer(
                        "/v1/models",
                        (_, response) -> response.status(status)
                                .header("Content-Type", "application/json")
                                .header("Retry-After", "17")
                                .sendString(Mono.just("{\"error\":{\"code\":\"own\"}}"))
                                .then());

                HttpResponse<String> response =
                        gateway.send(gateway.get("/v1/models").header("Authorization", "Bearer " + auth.token()));

                assertThat(response.statusCode()).isEqualTo(status);
                assertThat(response.body()).isEqualTo("{\"error\":{\"code\":\"own\"}}");
                assertThat(response.headers().allValues("Retry-After")).containsExactly("17");
            }
        }
    }

    private RunningGateway gateway(String chatAndAsset) {
        return new RunningGateway(auth.url(), chatAndAsset, chatAndAsset, "gateway.limits.max-silence=" + SILENCE);
    }

    /** On each surface. */
    private void assertAll(RunningGateway gateway, int status) {
        for (String path : new String[] {"/api/v0.3/conversations", "/v1/models", "/api/v2/jobs"}) {
            HttpResponse<String> response =
                    gateway.send(gateway.get(path).header("Authorization", "Bearer " + auth.token()));
            assertThat(response.statusCode()).as(path).isEqualTo(status);
            ErrorBodies.assertShape(path, response);
            assertThat(response.body()).doesNotContain("127.0.0.1").doesNotContain("invalid");
            assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
            assertThat(response.headers().firstValue("ETag")).isEmpty();
        }
    }
}
