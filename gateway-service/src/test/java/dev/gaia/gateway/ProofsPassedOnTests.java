package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.StubService.Received;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Pages and OAuth's own addresses ask themselves who comes: by cookie, or by a client's secret. */
class ProofsPassedOnTests {

    private static final StubAuth auth = new StubAuth();
    private static final StubService other = new StubService("other");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(auth.url(), other.url(), other.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/login", "/logout", "/activate", "/connect/logout"})
    void cookieAndAuthorizationReachTheServiceThere(String path) {
        Received received = send(path);

        assertThat(received.headers().get("Cookie")).isEqualTo("gaia-session=abc");
        assertThat(received.headers().get("Authorization")).isEqualTo("Basic bWU6c2VjcmV0");
        assertThat(received.headers().contains("X-User-Id")).isFalse();
        assertThat(received.headers().contains("X-Forwarded-Host")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/login", "/.well-known/openid-configuration"})
    void theyReachItNowhereElse(String path) {
        Received received = send(path);

        assertThat(received.headers().contains("Cookie")).isFalse();
        assertThat(received.headers().contains("Authorization")).isFalse();
    }

    @Test
    void aCookieThatTheServiceSetsReachesTheBrowser() {
        auth.service.answer(
                "/login",
                (_, response) -> response.header("Set-Cookie", "gaia-session=abc; Path=/; HttpOnly; SameSite=Lax")
                        .header("Content-Security-Policy", "default-src 'none'; style-src 'self'")
                        .sendString(Mono.just("page"))
                        .then());

        HttpResponse<String> response = gateway.send(gateway.get("/login"));

        assertThat(response.headers().firstValue("Set-Cookie"))
                .contains("gaia-session=abc; Path=/; HttpOnly; SameSite=Lax");
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; style-src 'self'");
    }

    private static Received send(String path) {
        auth.service.received().clear();
        HttpResponse<String> response = gateway.send(gateway.request("POST", path, BodyPublishers.ofString("a=b"))
                .header("Cookie", "gaia-session=abc")
                .header("Authorization", "Basic bWU6c2VjcmV0")
                .header("X-User-Id", "somebody")
                .header("X-Forwarded-Host", "evil.example"));
        assertThat(response.statusCode()).isEqualTo(200);
        return auth.service.received(path).getFirst();
    }
}
