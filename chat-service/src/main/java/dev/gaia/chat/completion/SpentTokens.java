package dev.gaia.chat.completion;

import java.util.function.LongSupplier;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.http.server.HttpServerResponse;

/** Tells the gateway how many tokens an answer took: in a header, or behind the last piece of a stream in a trailer. */
final class SpentTokens {

    static final String HEADER = "X-Gaia-Tokens";

    private SpentTokens() {}

    static void announce(ServerHttpResponse response, LongSupplier tokens) {
        Object server = ServerHttpResponseDecorator.getNativeResponse(response);
        if (server instanceof HttpServerResponse netty) {
            response.getHeaders().set("Trailer", HEADER);
            netty.trailerHeaders(trailers -> trailers.set(HEADER, tokens.getAsLong()));
        }
    }
}
