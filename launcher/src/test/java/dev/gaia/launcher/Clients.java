package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Two clients while something happens to the suite: one lists its conversations, the other reads streamed answers. */
final class Clients implements AutoCloseable {

    private final RunningSuite suite;
    private final String authorization;
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(2);
    private final AtomicInteger listed = new AtomicInteger();
    private final AtomicInteger streamed = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private interface Request {

        void send() throws IOException, InterruptedException;
    }

    Clients(RunningSuite suite, String authorization) {
        this.suite = suite;
        this.authorization = authorization;
        repeat(this::list, 100);
        repeat(this::stream, 500);
    }

    /** Ends the clients. */
    void assertAllServed() throws InterruptedException {
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(listed).hasPositiveValue();
        assertThat(streamed).hasPositiveValue();
    }

    private void repeat(Request request, long pauseMillis) {
        clients.scheduleWithFixedDelay(
                () -> {
                    try {
                        request.send();
                    } catch (IOException | RuntimeException | AssertionError failure) {
                        failures.add(failure.toString());
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                },
                0,
                pauseMillis,
                TimeUnit.MILLISECONDS);
    }

    private void list() throws IOException, InterruptedException {
        HttpResponse<String> answer = suite.get("/api/v0.3/conversations", "Authorization", authorization);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        listed.incrementAndGet();
    }

    private void stream() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response =
                suite.stream("/v1/chat/completions", """
                {"stream": true, "max_tokens": 16, "messages": [{"role": "user", "content": "Tell me about the sea."}]}""", "Authorization", authorization);
        try (Stream<String> lines = response.body()) {
            assertThat(lines.toList()).as("status " + response.statusCode()).contains("data: [DONE]");
        }
        streamed.incrementAndGet();
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
