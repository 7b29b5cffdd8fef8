package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

@Timeout(30)
class StreamTests {

    private static final String PATH = "/api/v0.3/chat";
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";
    private static final Duration STALLED = Duration.ofSeconds(2);

    private static final StubAuth auth = new StubAuth();
    private static final StubService chat = new StubService("chat");
    private static final CountDownLatch firstEventArrived = new CountDownLatch(1);
    private static final BareServer asset = new BareServer(connection -> {
        BareServer.readHead(connection);
        BareServer.say(connection, """
                HTTP/1.1 200 OK\r
                Content-Type: text/event-stream\r
                Transfer-Encoding: chunked\r
                \r
                9\r
                data: 1

                \r
                """);
        firstEventArrived.await();
    });
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), chat.url(), asset.url(), "gateway.limits.max-silence=" + STALLED);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        chat.close();
        asset.close();
    }

    @Test
    void everyEventArrivesWhenItIsSent() throws IOException {
        List<Long> sent = new CopyOnWriteArrayList<>();
        stream(Flux.interval(Duration.ofMillis(200)).take(8).map(i -> {
            sent.add(System.nanoTime());
            return "data: " + i + "\n\n";
        }));

        HttpResponse<InputStream> response = gateway.send(call(), BodyHandlers.ofInputStream());
        List<Long> arrived = new CopyOnWriteArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> line.startsWith("data: ")).forEach(_ -> arrived.add(System.nanoTime()));
        }

        assertThat(arrived).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(Duration.ofNanos(arrived.get(i) - sent.get(i)))
                    .as("delay of event %d", i)
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void bytesArePassedThroughExactly() throws IOException {
        String whole = ": heartbeat\n\ndata: {\"type\":\"content\",\"content\":\"s\u00fc\u00df \ud83d\ude80\"}\n\n"
                + "id: 7\r\nevent: x\r\ndata:no space\r\n\r\ndata: [DONE]\n\n";
        stream(Flux.fromArray(whole.split("(?<=\n\n)|(?<=\u00fc)")));

        HttpResponse<byte[]> response = gateway.send(call(), BodyHandlers.ofByteArray());

        assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo(whole);
        assertThat(response.headers().allValues("Content-Type")).containsExactly(EVENT_STREAM);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serviceLearnsAtOnceThatTheClientHasGone(boolean quiet) throws IOException {
        AtomicReference<@Nullable SignalType> end = new AtomicReference<>();
        Flux<String> more =
                quiet ? Flux.never() : Flux.interval(Duration.ofMillis(50)).map(i -> "data: " + i + "\n\n");
        stream(Flux.just("data: first\n\n").concatWith(more).doFinally(end::set));
        try (Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write(("POST " + PATH + " HTTP/1.1\r\nHost: gaia\r\nContent-Length: 0\r\nAuthorization: Bearer "
                                    + auth.token() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            readUntil(client, "data: first");
            assertThat(end.get()).isNull();
        }

        await().atMost(Duration.ofSeconds(1)).until(() -> end.get() == SignalType.CANCEL);
    }

    @Test
    void streamThatBreaksOffDoesNotEndAsIfItWereWhole() throws IOException {
        try (Socket client = gateway.connect()) {
            client.getOutputStream()
                    .write(("GET /api/v2/jobs/1/events HTTP/1.1\r\nHost: gaia\r\nAuthorization: Bearer " + auth.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            readUntil(client, "data: 1\n\n");
            firstEventArrived.countDown();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("\r\n");
        }
    }

    @Test
    void streamThatStallsIsBrokenOff() throws IOException {
        stream(Flux.just("data: first\n\n").concatWith(Flux.never()));

        HttpResponse<InputStream> response = gateway.send(call(), BodyHandlers.ofInputStream());

        try (InputStream body = response.body()) {
            assertThat(body.readNBytes(13)).asString(StandardCharsets.US_ASCII).isEqualTo("data: first\n\n");
            long start = System.nanoTime();
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STALLED.multipliedBy(2));
        }
    }

    @Test
    void streamMayTakeLongAsLongAsSomethingComes() {
        stream(Flux.interval(STALLED.dividedBy(4)).take(8).map(i -> ": " + i + "\n\n"));

        assertThat(gateway.send(call()).body()).endsWith(": 7\n\n");
    }

    private static HttpRequest.Builder call() {
        return gateway.post(PATH, "{\"message\":\"hi\",\"stream\":true}")
                .header("Authorization", "Bearer " + auth.token());
    }

    /** What chat-service streams from now on. */
    private static void stream(Flux<String> pieces) {
        chat.answer(PATH, StubService.stream(EVENT_STREAM, pieces));
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
