package dev.gaia.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** A service behind the gateway: a real HTTP server that keeps what it was asked and answers as a test wants. */
final class StubService implements AutoCloseable {

    /** @param uri path and query as they came over the wire */
    record Received(String method, String uri, HttpHeaders headers, byte[] body) {}

    interface Answer {
        Publisher<Void> to(Received request, HttpServerResponse response);
    }

    /** Not those of all Reactor, which end with a gateway. */
    private static final LoopResources THREADS = LoopResources.create("stub", 2, true);

    private static final String HEALTH = "/actuator/health";

    private final String name;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private DisposableServer server;

    StubService(String name) {
        this.name = name;
        healthIs("""
                {"status": "UP"}""");
        server = start(0);
    }

    private DisposableServer start(int port) {
        return HttpServer.create()
                .runOn(THREADS)
                .doOnConnection(connection -> connections.add(connection.channel()))
                .host("127.0.0.1")
                .port(port)
                .httpRequestDecoder(
                        limits -> limits.maxInitialLineLength(16 << 10).maxHeaderSize(16 << 10))
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .flatMap(body -> Mono.from(answer(
                                new Received(
                                        request.method().name(),
                                        request.uri(),
                                        request.requestHeaders().copy(),
                                        body),
                                response))))
                .bindNow();
    }

    private Publisher<Void> answer(Received request, HttpServerResponse response) {
        String path = request.uri().replaceFirst("\\?.*", "");
        if (!path.equals(HEALTH)) {
            received.add(request);
        }
        return answers.getOrDefault(path, json(200, "{\"service\":\"" + name + "\"}"))
                .to(request, response);
    }

    void answer(String path, Answer answer) {
        answers.put(path, answer);
    }

    static Answer json(int status, String body) {
        return (_, response) -> response.status(status)
                .header("Content-Type", "application/json")
                .sendString(Mono.just(body))
                .then();
    }

    /** Each piece is flushed. */
    static Answer stream(String contentType, Flux<String> pieces) {
        return (_, response) -> response.header("Content-Type", contentType)
                .send(pieces.map(piece -> Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8)), _ -> true);
    }

    void healthIs(String body) {
        answer(HEALTH, json(200, body));
    }

    void healthIs(Answer answer) {
        answer(HEALTH, answer);
    }

    List<Received> received() {
        return received;
    }

    List<Received> received(String path) {
        return received.stream()
                .filter(request -> request.uri().replaceFirst("\\?.*", "").equals(path))
                .toList();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** From now on connections are refused, and those there were are closed. */
    void stop() {
        server.disposeNow(Duration.ofSeconds(2));
        connections.close().awaitUninterruptibly();
    }

    void startAgain() {
        server = start(server.port());
    }

    @Override
    public void close() {
        stop();
    }
}
