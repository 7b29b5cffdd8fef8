package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@Timeout(60)
class SecurityHeadersTests {

    private static final StubAuth auth = new StubAuth();
    private static final StubService services = new StubService("any");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), services.url(), services.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        services.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/nothing",
                "/v1/models",
                "/api/v1/conversations",
                "/api/v1/assets/test",
                "/v1//x"
            })
    void everyAnswerOfTheGatewaysAndOfAServiceHasThem(String path) {
        assertData(gateway.send(gateway.get(path)));
    }

    @Test
    void streamHasThem() {
        services.answer(
                "/api/v0.3/chat", StubService.stream("text/event-stream; charset=utf-8", Flux.just("data: 1\n\n")));

        assertData(
                gateway.send(gateway.post("/api/v0.3/chat", "{}").header("Authorization", "Bearer " + auth.token())));
    }

    @Test
    void refusalOfTooLargeABodyAndAPreflightHaveThem() {
        assertData(gateway.send(gateway.post("/v1/chat/completions", "x".repeat(3 << 20))));
        assertData(gateway.send(gateway.post("/v1/chat/completions", "{}").header("Origin", "null")));
    }

    @Test
    void browsersThatCameByTlsAreToldToStayThere() {
        assertThat(gateway.send(gateway.get("/")).headers().firstValue("Strict-Transport-Security"))
                .isEmpty();
        assertThat(gateway.send(gateway.get("/").header("X-Forwarded-Proto", "https"))
                        .headers()
                        .allValues("Strict-Transport-Security"))
                .containsExactly("max-age=63072000; includeSubDomains");
    }

    @Test
    void pageOfAServiceSaysItselfWhatItMayDoButCannotBeFramed() {
        String policy = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'";
        services.answer(
                "/api/v1/assets/test",
                (_, response) -> response.header("Content-Type", "text/html")
                        .header("Content-Security-Policy", policy)
                        .header("Referrer-Policy", "same-origin")
                        .header("Cache-Control", "max-age=60")
                        .header("X-Frame-Options", "ALLOWALL")
                        .sendString(Flux.just("<p>"))
                        .then());

        HttpResponse<String> response = gateway.send(gateway.get("/api/v1/assets/test"));

        assertThat(response.headers().allValues("Content-Security-Policy")).containsExactly(policy);
        assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("same-origin");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=60");
        assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        services.answer("/api/v1/assets/test", StubService.json(200, "{}"));
    }

    private static void assertData(HttpResponse<String> response) {
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(response.headers().allValues("Content-Security-Policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
        assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(response.headers().allValues("Permissions-Policy")).hasSize(1);
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
    }
}
