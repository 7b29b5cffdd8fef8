package dev.gaia.gateway.limit;

import java.util.concurrent.atomic.LongAdder;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts the pieces of an answer as they pass; one is about a token. */
final class CountedResponse extends ServerHttpResponseDecorator {

    private final LongAdder pieces = new LongAdder();

    CountedResponse(ServerHttpResponse response) {
        super(response);
    }

    long pieces() {
        return pieces.sum();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return super.writeWith(
                body instanceof Mono<? extends DataBuffer> one
                        ? one.doOnNext(_ -> pieces.increment())
                        : Flux.from(body).doOnNext(_ -> pieces.increment()));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(Flux.from(body).doOnNext(_ -> pieces.increment()));
    }
}
