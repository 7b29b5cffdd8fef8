package dev.gaia.common.problem;

import dev.gaia.common.correlation.CorrelationId;
import org.slf4j.MDC;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers failures of reactive services in the shape that the request's path asks for, wherever in the chain of filters
 * they come from. A failure after the response has begun is passed on: the connection then breaks, and the client sees
 * that the answer is not whole.
 */
public final class ReactiveProblems
        implements WebExceptionHandler, ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    private final JsonMapper json;

    ReactiveProblems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        return write(exchange, failure);
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        exchange.getResponse().getHeaders().set("WWW-Authenticate", "Bearer");
        return write(exchange, CommonProblem.UNAUTHENTICATED.exception("Send a valid access token."));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException failure) {
        return write(exchange, CommonProblem.FORBIDDEN.exception("The access token does not allow this."));
    }

    private Mono<Void> write(ServerWebExchange exchange, Throwable failure) {
        return Mono.defer(() -> write(exchange, explained(exchange, failure)));
    }

    /** Under the request's own correlation id, whatever context the failure came out of. */
    private static Problems.Answer explained(ServerWebExchange exchange, Throwable failure) {
        String correlationId = exchange.getAttribute(CorrelationId.KEY);
        if (correlationId == null) {
            return Problems.from(failure);
        }
        try (var _ = MDC.putCloseable(CorrelationId.KEY, correlationId)) {
            return Problems.from(failure);
        }
    }

    private Mono<Void> write(ServerWebExchange exchange, Problems.Answer answer) {
        ErrorShape shape = ErrorShape.forPath(
                exchange.getRequest().getPath().pathWithinApplication().value());
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(answer.problem().getStatus()));
        response.getHeaders().putAll(answer.headers());
        response.getHeaders().setContentType(shape.contentType());
        DataBuffer body = response.bufferFactory().wrap(json.writeValueAsBytes(shape.body(answer.problem())));
        return response.writeWith(Mono.just(body));
    }
}
