package dev.gaia.chat.completion;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes server-sent events byte for byte: {@code data: }, with the space that the original's clients parse and Spring's
 * writers leave out. A comment keeps quiet streams open. Each event is flushed by itself.
 */
@Component
class EventStream {

    private static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";
    private static final String COMMENT = ": ping\n\n";

    private final JsonMapper json;
    private final Duration heartbeat;

    EventStream(JsonMapper json, StreamProperties properties) {
        this.json = json;
        this.heartbeat = properties.heartbeat();
    }

    /**
     * @param events the JSON objects, or strings that are written as they are
     * @param onGone what to do when the client goes; it may do so before the part of the events is read that would notice
     * @param tokens how many the answer took, asked when it has ended
     */
    Mono<Void> write(ServerHttpResponse response, Flux<?> events, Runnable onGone, LongSupplier tokens) {
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        headers.set("X-Accel-Buffering", "no");
        SpentTokens.announce(response, tokens);
        Flux<String> lines =
                events.<String>map(event -> "data: " + text(event) + "\n\n").doOnCancel(onGone);
        Flux<DataBuffer> bytes =
                withHeartbeat(lines).map(line -> response.bufferFactory().wrap(line.getBytes(StandardCharsets.UTF_8)));
        return response.writeAndFlushWith(bytes.map(Mono::just));
    }

    private Flux<String> withHeartbeat(Flux<String> lines) {
        return lines.publish(shared -> Flux.merge(
                shared,
                Flux.interval(heartbeat)
                        .map(_ -> COMMENT)
                        .onBackpressureDrop()
                        .takeUntilOther(shared.ignoreElements())));
    }

    private String text(Object event) {
        return event instanceof String text ? text : json.writeValueAsString(event);
    }
}
