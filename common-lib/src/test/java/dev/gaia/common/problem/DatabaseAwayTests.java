package dev.gaia.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import tools.jackson.databind.json.JsonMapper;

class DatabaseAwayTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "connection to 10.0.0.7 refused";

    static Stream<RuntimeException> signsOfAbsence() {
        return Stream.of(
                new DataAccessResourceFailureException(SECRET),
                new CannotCreateTransactionException(SECRET),
                new TransactionSystemException(SECRET));
    }

    @ParameterizedTest
    @MethodSource("signsOfAbsence")
    void servletServiceSaysWhenToComeBackAndNothingAboutTheDatabase(RuntimeException failure) throws Exception {
        for (String path : List.of("/api/v1/assets", "/v1/chat/completions", "/api/v2/jobs")) {
            MockHttpServletResponse answer = answerOfFilter(path, failure);

            assertThat(answer.getStatus()).isEqualTo(503);
            assertThat(answer.getHeader(HttpHeaders.RETRY_AFTER)).isEqualTo("2");
            assertInShapeOf(path, answer.getContentAsString());
        }
    }

    @ParameterizedTest
    @MethodSource("signsOfAbsence")
    void reactiveServiceSaysWhenToComeBackAndNothingAboutTheDatabase(RuntimeException failure) {
        for (String path : List.of("/api/v0.3/conversations", "/v1/chat/completions", "/api/v2/jobs")) {
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(path));

            new ReactiveProblems(JSON).handle(exchange, failure).block();

            assertThat(exchange.getResponse().getStatusCode()).hasToString("503 SERVICE_UNAVAILABLE");
            assertThat(exchange.getResponse().getHeaders().getFirst(HttpHeaders.RETRY_AFTER))
                    .isEqualTo("2");
            assertInShapeOf(
                    path,
                    exchange.getResponse().getBodyAsString().blockOptional().orElseThrow());
        }
    }

    @Test
    void mistakeOfOursIsNotTakenForAnAbsentDatabase() throws Exception {
        MockHttpServletResponse answer = answerOfFilter("/api/v1/assets", new DuplicateKeyException(SECRET));

        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(answer.getHeader(HttpHeaders.RETRY_AFTER)).isNull();
    }

    private static MockHttpServletResponse answerOfFilter(String path, RuntimeException failure) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain failing = (_, _) -> {
            throw failure;
        };
        new ServletFailureFilter(new ServletProblems(JSON))
                .doFilter(new MockHttpServletRequest("GET", path), response, failing);
        return response;
    }

    private static void assertInShapeOf(String path, String body) {
        String place = path.startsWith("/v1/") ? "/error/message" : "/detail";
        assertThat(JSON.readTree(body).at(place).asString()).contains("Try again");
        assertThat(body).doesNotContain(SECRET);
    }
}
