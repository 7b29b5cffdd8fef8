package dev.gaia.gateway.stream;

import dev.gaia.common.problem.StreamError;
import dev.gaia.gateway.pipeline.GatewayPipeline;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Passes answers that are event streams on through a {@link StreamRelay}, and tells proxies to let each event through at once. */
@Component
class EventStreamStep implements GlobalFilter, Ordered {

    private final OpenStreams open;

    EventStreamStep(OpenStreams open) {
        this.open = open;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.EVENT_STREAMS.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        ServerHttpResponse relaying = new ServerHttpResponseDecorator(exchange.getResponse()) {
            @Override
            public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
                return isEventStream(this)
                        ? super.writeAndFlushWith(relayed(this, path, body).map(Flux::just))
                        : super.writeAndFlushWith(body);
            }
        };
        return chain.filter(exchange.mutate().response(relaying).build());
    }

    private static boolean isEventStream(ServerHttpResponse response) {
        return MediaType.TEXT_EVENT_STREAM.isCompatibleWith(
                response.getHeaders().getContentType());
    }

    private Flux<DataBuffer> relayed(
            ServerHttpResponseDecorator response,
            String path,
            Publisher<? extends Publisher<? extends DataBuffer>> body) {
        response.getHeaders().set("X-Accel-Buffering", "no");
        HttpServerResponse connection = ServerHttpResponseDecorator.getNativeResponse(response);
        return StreamRelay.relay(
                Flux.from(body).concatMap(piece -> piece),
                open,
                response.bufferFactory(),
                StreamError.event(path, StreamProblem.CLIENT_TOO_SLOW.detail("The events were not read in time.")),
                () -> connection.withConnection(one -> one.dispose()));
    }
}
