package dev.gaia.launcher.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Stands behind a gateway: small answers, event streams whose events carry the time they were sent, and what auth-service
 * publishes. Says where it listens, then answers each line with how many streams are open.
 */
final class BenchUpstream {

    private static final byte[] MODELS = """
            {"object":"list","data":[{"id":"SmolLM2-135M-Instruct","object":"model","created":1763000000,"owned_by":"gaia",\
            "precision":"int8","context_tokens":2048,"state":"loaded"}]}""".getBytes(StandardCharsets.UTF_8);

    private static final String EVENT = """
            data: %d {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" word"}}]}

            """;

    private static final byte[] NOTHING_REVOKED =
            "{\"last\":0,\"more\":false,\"age_ms\":0,\"sessions\":[]}".getBytes(StandardCharsets.UTF_8);

    private final SigningKey key;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final AtomicInteger open = new AtomicInteger();

    private BenchUpstream(SigningKey key) {
        this.key = key;
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        BenchUpstream upstream = new BenchUpstream(SigningKey.generate());
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .http2Settings(settings -> settings.maxConcurrentStreams(10_000))
                .handle(upstream::answer)
                .bindNow();
        System.out.printf("{\"port\":%d,\"token\":\"%s\"}%n", server.port(), upstream.key.token());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (commands.readLine() != null) {
            System.out.printf("{\"open\":%d}%n", upstream.open.get());
        }
        System.exit(0);
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String path = request.fullPath();
        return switch (path) {
            case "/v1/chat/completions", "v1/chat/completions" ->
                request.receive().thenMany(stream(request, response));
            case "/.well-known/jwks.json" -> json(response, key.published());
            case "/internal/revocations" ->
                Mono.delay(Duration.ofMillis(first.getAndSet(false) ? 0 : 1_000))
                        .thenMany(json(response, NOTHING_REVOKED));
            case "/actuator/health" -> json(response, "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8));
            default -> json(response, MODELS);
        };
    }

    private static Publisher<Void> json(HttpServerResponse response, byte[] body) {
        return response.header("Content-Type", "application/json")
                .header("Content-Length", Integer.toString(body.length))
                .sendObject(Unpooled.wrappedBuffer(body));
    }

    /** Events at the interval that the query tells in milliseconds; streams begin at times of their own. */
    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        long everyMillis = Long.parseLong(request.uri().replaceFirst(".*every=", ""));
        Flux<ByteBuf> events = Flux.create(sink ->
                response.withConnection(connection -> tick(connection.channel().eventLoop(), everyMillis, sink)));
        return response.header("Content-Type", "text/event-stream").send(events, _ -> true);
    }

    private void tick(EventLoop loop, long everyMillis, FluxSink<ByteBuf> events) {
        open.incrementAndGet();
        events.next(event());
        Future<?> ticking = loop.scheduleAtFixedRate(
                () -> events.next(event()),
                ThreadLocalRandom.current().nextLong(everyMillis),
                everyMillis,
                TimeUnit.MILLISECONDS);
        events.onDispose(() -> {
            ticking.cancel(false);
            open.decrementAndGet();
        });
    }

    private static ByteBuf event() {
        return Unpooled.wrappedBuffer(EVENT.formatted(System.nanoTime()).getBytes(StandardCharsets.US_ASCII));
    }

    /** What a program of this package answers. */
    static String json(Map<String, Object> fields) {
        StringBuilder json = new StringBuilder("{");
        fields.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return json.append('}').toString();
    }
}
