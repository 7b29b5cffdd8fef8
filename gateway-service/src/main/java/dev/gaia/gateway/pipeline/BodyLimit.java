package dev.gaia.gateway.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses bodies that are too large: at once when they say so, else as soon as they are. What a client of an announced body
 * still sends is read and thrown away, up to a bound, since it would otherwise see a reset instead of the answer.
 */
@Component
class BodyLimit implements WebFilter, Ordered {

    private static final long DRAINED_AT_MOST = 32L << 20;

    private final long maxBytes;
    private final EarlyRefusals refusals;

    BodyLimit(PipelineProperties properties, EarlyRefusals refusals) {
        this.maxBytes = properties.maxBody().toBytes();
        this.refusals = refusals;
    }

    @Override
    public int getOrder() {
        return GatewayPipeline.BODY_LIMIT.order();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (request.getHeaders().getContentLength() > maxBytes) {
            // Who asks whether to go on has not sent anything yet.
            Mono<Void> sent =
                    request.getHeaders().containsHeader(HttpHeaders.EXPECT) ? Mono.empty() : drain(request.getBody());
            return sent.then(Mono.defer(() -> refusals.refuse(exchange, tooLarge())));
        }
        return chain.filter(exchange.mutate().request(counting(request)).build());
    }

    private ServerHttpRequest counting(ServerHttpRequest request) {
        AtomicLong seen = new AtomicLong();
        return new ServerHttpRequestDecorator(request) {
            @Override
            public Flux<DataBuffer> getBody() {
                return super.getBody().handle((buffer, sink) -> {
                    if (seen.addAndGet(buffer.readableByteCount()) > maxBytes) {
                        DataBufferUtils.release(buffer);
                        sink.error(tooLarge());
                    } else {
                        sink.next(buffer);
                    }
                });
            }
        };
    }

    private static Mono<Void> drain(Flux<DataBuffer> body) {
        AtomicLong seen = new AtomicLong();
        return body.takeUntil(buffer -> {
                    long total = seen.addAndGet(buffer.readableByteCount());
                    DataBufferUtils.release(buffer);
                    return total > DRAINED_AT_MOST;
                })
                .then();
    }

    private ErrorResponseException tooLarge() {
        return GatewayProblem.BODY_TOO_LARGE.exception("A body may have " + maxBytes + " bytes at most.");
    }
}
