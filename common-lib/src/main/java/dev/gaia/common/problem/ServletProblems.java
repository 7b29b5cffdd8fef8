package dev.gaia.common.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** Answers failures of servlet services in the shape that the request's path asks for. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ServletProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final JsonMapper json;

    ServletProblems(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler
    ResponseEntity<Map<String, @Nullable Object>> answer(Exception failure, HttpServletRequest request)
            throws Exception {
        if (failure instanceof AuthenticationException || failure instanceof AccessDeniedException) {
            throw failure; // Spring Security's filter turns these into the two answers below
        }
        Problems.Answer answer = Problems.from(failure);
        ErrorShape shape = ErrorShape.forPath(request.getRequestURI());
        return ResponseEntity.status(answer.problem().getStatus())
                .headers(answer.headers())
                .contentType(shape.contentType())
                .body(shape.body(answer.problem()));
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.setHeader("WWW-Authenticate", "Bearer");
        write(request, response, Problems.from(CommonProblem.UNAUTHENTICATED.exception("Send a valid access token.")));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        write(
                request,
                response,
                Problems.from(CommonProblem.FORBIDDEN.exception("The access token does not allow this.")));
    }

    void write(HttpServletRequest request, HttpServletResponse response, Problems.Answer answer) throws IOException {
        ErrorShape shape = ErrorShape.forPath(request.getRequestURI());
        response.setStatus(answer.problem().getStatus());
        answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setContentType(shape.contentType().toString());
        json.writeValue(response.getOutputStream(), shape.body(answer.problem()));
    }
}
