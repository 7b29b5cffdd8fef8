package dev.gaia.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Sampling;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The provider against a real HTTP server that speaks OpenAI's stream. */
class OpenAiProviderTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicReference<String> received = new AtomicReference<>("");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void piecesArriveWhileTheServerStillWaits() {
        CountDownLatch firstWasRead = new CountDownLatch(1);
        answer(exchange -> {
            OutputStream out = begin(exchange);
            send(out, content("Hel"));
            awaitQuietly(firstWasRead);
            send(out, content("lo"));
            send(
                    out,
                    "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"big\",\"choices\":"
                            + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}],"
                            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}");
            send(out, "[DONE]");
        });

        List<GenerationEvent> events = events().doOnNext(_ -> firstWasRead.countDown())
                .timeout(PATIENCE)
                .toStream()
                .toList();

        assertThat(events.subList(0, 2))
                .containsExactly(new GenerationEvent.Text("Hel"), new GenerationEvent.Text("lo"));
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        GenerationEvent.Finished.class,
                        end -> assertThat(end.reason()).isEqualTo(FinishReason.LENGTH));
        assertThat(received.get()).contains("\"model\"", "big", "How are you?", "\"stream\"");
    }

    @Test
    void failureOfTheServerIsTheStreamsError() {
        answer(exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });

        assertThatThrownBy(() -> events().timeout(PATIENCE).toStream().toList()).isInstanceOf(RuntimeException.class);
    }

    private interface Handler {

        void handle(HttpExchange exchange) throws IOException;
    }

    private void answer(Handler handler) {
        server.createContext("/v1/chat/completions", exchange -> {
            received.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private Flux<GenerationEvent> events() {
        ChatProvider provider = new OpenAiProvider(new ProviderProperties.OpenAi(
                "remote",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1"),
                "test-key",
                List.of("big"),
                4096,
                PATIENCE));
        GenerationRequest request = new GenerationRequest(
                List.of(new ChatMessage(Role.SYSTEM, "Be brief."), new ChatMessage(Role.USER, "How are you?")),
                Sampling.GREEDY,
                16,
                List.of());
        return switch (provider.submit("big", request)) {
            case Admission.Admitted(var answers) -> answers.getFirst().events();
            case Admission refusal -> throw new AssertionError(refusal);
        };
    }

    private static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String content(String text) {
        return "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"big\",\"choices\":"
                + "[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean _ = latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
