package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

@Timeout(30)
class EventStreamTests {

    private static final String PATH = "/v1/chat/completions";
    private static final String EVENT_STREAM = "text/event-stream";

    private static final StubAuth auth = new StubAuth();
    private static final StubService chat = new StubService("chat");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(
                auth.url(),
                chat.url(),
                chat.url(),
                "gateway.streams.heartbeat=1s",
                "gateway.streams.max-pending=64KB",
                "gateway.streams.max-lag=2s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        chat.close();
    }

    @Test
    void silentStreamIsKeptAliveByComments() throws IOException {
        chat.answer(
                PATH, StubService.stream(EVENT_STREAM, Flux.just("data: 1\n\n").concatWith(Flux.never())));

        HttpResponse<InputStream> response = call();

        try (InputStream body = response.body()) {
            String expected = "data: 1\n\n: heartbeat\n\n: heartbeat\n\n";
            assertThat(body.readNBytes(expected.length()))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(expected);
        }
        assertThat(response.headers().allValues("X-Accel-Buffering")).containsExactly("no");
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void otherAnswersAreLeftAlone() {
        chat.answer("/v1/models", StubService.json(200, "{}"));

        HttpResponse<String> response =
                gateway.send(gateway.get("/v1/models").header("Authorization", "Bearer " + auth.token()));

        assertThat(response.body()).isEqualTo("{}");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).isEmpty();
    }

    @Test
    void clientThatReadsTooSlowlyGetsAnErrorAsItsLastEvent() throws IOException {
        AtomicReference<@Nullable SignalType> end = new AtomicReference<>();
        AtomicLong sent = new AtomicLong();
        String event = "data: " + "x".repeat(1_000) + "\n\n";
        chat.answer(
                PATH,
                StubService.stream(
                        EVENT_STREAM,
                        Flux.generate(sink -> {
                                    sent.addAndGet(event.length());
                                    sink.next(event);
                                })
                                .ofType(String.class)
                                .doFinally(end::set)));
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(4_096);
            gateway.connect(client);
            client.getOutputStream()
                    .write(("POST " + PATH + " HTTP/1.1\r\nHost: gaia\r\nContent-Length: 2\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nAuthorization: Bearer " + auth.token()
                                    + "\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(10)).until(() -> end.get() == SignalType.CANCEL);
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(all).contains("\"code\":\"client_too_slow\"").endsWith("\n\n\r\n0\r\n\r\n");
        }
        assertThat(sent.get()).as("bytes taken from the service").isLessThan(20L << 20);
    }

    @Test
    void serviceLearnsWithinATenthOfASecondThatTheClientHasGone() throws IOException {
        AtomicLong cancelledAt = new AtomicLong();
        chat.answer(
                PATH,
                StubService.stream(
                        EVENT_STREAM,
                        Flux.just("data: 1\n\n")
                                .concatWith(Flux.never())
                                .doOnCancel(() -> cancelledAt.set(System.nanoTime()))));
        // The first of a kind is slow in Java.
        for (int i = 0; i < 3; i++) {
            cancelledAt.set(0);
            long goneAt;
            try (Socket client = gateway.connect()) {
                client.getOutputStream()
                        .write(("POST " + PATH
                                        + " HTTP/1.1\r\nHost: gaia\r\nContent-Length: 0\r\nAuthorization: Bearer "
                                        + auth.token() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                readUntil(client, "data: 1");
                goneAt = System.nanoTime();
            }
            await().atMost(Duration.ofSeconds(2)).until(() -> cancelledAt.get() != 0);
            if (Duration.ofNanos(cancelledAt.get() - goneAt).toMillis() <= 100) {
                return;
            }
        }
        assertThat(cancelledAt.get())
                .as("cancelled in time in none of three tries")
                .isZero();
    }

    private static HttpResponse<InputStream> call() {
        return gateway.send(
                gateway.post(PATH, "{\"stream\":true}")
                        .header("Authorization", "Bearer " + auth.token())
                        .header("Accept-Encoding", "gzip"),
                BodyHandlers.ofInputStream());
    }

    private static void readUntil(Socket socket, String expected) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(expected) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("end after %s", seen).isNotNegative();
            seen.append((char) next);
        }
    }
}
