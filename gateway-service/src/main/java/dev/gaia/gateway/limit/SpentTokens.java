package dev.gaia.gateway.limit;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.client.HttpClientResponse;

/**
 * How many tokens an answer took. The service says so in a header when the answer is whole, and in a trailer behind the last piece of a
 * stream, so that nothing of a stream is looked into. What broke off, or came from a service that does not say, is estimated.
 */
@Component
class SpentTokens {

    static final String HEADER = "X-Gaia-Tokens";
    private static final int BYTES_A_TOKEN = 4;

    private final LimitMetrics metrics;

    SpentTokens(LimitMetrics metrics) {
        this.metrics = metrics;
    }

    Mono<Void> charge(ServerWebExchange exchange, WebFilterChain chain, LongConsumer charge) {
        CountedResponse counted = new CountedResponse(exchange.getResponse());
        ServerWebExchange watched = exchange.mutate().response(counted).build();
        return chain.filter(watched).doFinally(end -> charge(watched, counted, end, charge));
    }

    private void charge(ServerWebExchange exchange, CountedResponse counted, SignalType end, LongConsumer charge) {
        HttpClientResponse response = exchange.getAttribute(CLIENT_RESPONSE_ATTR);
        if (response == null || response.status().code() != HttpStatus.OK.value()) {
            return;
        }
        long whole = parse(response.responseHeaders().get(HEADER));
        if (whole >= 0) {
            measured(whole, charge);
        } else if (end == SignalType.ON_COMPLETE) {
            response.trailerHeaders()
                    .map(trailers -> parse(trailers.get(HEADER)))
                    .filter(tokens -> tokens >= 0)
                    .doOnNext(tokens -> measured(tokens, charge))
                    .switchIfEmpty(Mono.fromSupplier(() -> estimated(exchange, counted, charge)))
                    .subscribe();
        } else {
            estimated(exchange, counted, charge);
        }
    }

    private void measured(long tokens, LongConsumer charge) {
        metrics.charged(tokens, true);
        charge.accept(tokens);
    }

    private long estimated(ServerWebExchange exchange, CountedResponse counted, LongConsumer charge) {
        long asked = Math.max(0, exchange.getRequest().getHeaders().getContentLength()) / BYTES_A_TOKEN;
        long tokens = counted.pieces() + asked;
        metrics.charged(tokens, false);
        charge.accept(tokens);
        return tokens;
    }

    private static long parse(@Nullable String tokens) {
        try {
            return tokens == null ? -1 : Long.parseLong(tokens);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
