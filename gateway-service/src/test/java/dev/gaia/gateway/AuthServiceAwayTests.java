package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AuthServiceAwayTests {

    private final StubAuth auth = new StubAuth();
    private final StubService chat = new StubService("chat");
    private final RunningGateway gateway = new RunningGateway(auth.url(), chat.url(), chat.url());

    @AfterEach
    void stop() {
        gateway.close();
        auth.close();
        chat.close();
    }

    @Test
    void whatIsKnownGoesOn() {
        String known = auth.token();
        assertThat(gateway.send(withToken(known)).statusCode()).isEqualTo(200);
        assertThat(gateway.send(withKey(StubAuth.GOOD_KEY)).statusCode()).isEqualTo(200);

        auth.service.stop();

        assertThat(gateway.send(withToken(known)).statusCode()).isEqualTo(200);
        assertThat(gateway.send(withToken(auth.token())).statusCode()).isEqualTo(200);
        assertThat(gateway.send(withKey(StubAuth.GOOD_KEY)).statusCode()).isEqualTo(200);
        assertUnavailable(gateway.send(withKey("gaia_8_unknown")));
        assertThat(gateway.send(withToken(StubAuth.token(StubAuth.newKey("unknown"), claims -> claims)))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void nobodyIsRefusedWhoCouldNotBeChecked() {
        auth.service.stop();

        assertUnavailable(gateway.send(withToken(auth.token())));
        assertUnavailable(gateway.send(withKey(StubAuth.GOOD_KEY)));

        auth.service.startAgain();

        await().atMost(Duration.ofSeconds(8))
                .until(() -> gateway.send(withToken(auth.token())).statusCode() == 200);
        assertThat(gateway.send(withKey(StubAuth.GOOD_KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void frozenAuthServiceIsNotWaitedForLong() {
        auth.service.answer(StubAuth.EXCHANGE, (_, _) -> Mono.never());
        auth.service.answer(StubAuth.JWKS, (_, _) -> Mono.never());

        assertUnavailable(gateway.send(withToken(auth.token()).timeout(Duration.ofSeconds(5))));
        assertUnavailable(gateway.send(withKey(StubAuth.GOOD_KEY).timeout(Duration.ofSeconds(8))));
    }

    @Test
    void answerWithoutSenseIsNoRefusal() {
        auth.service.answer(StubAuth.EXCHANGE, StubService.json(200, "{}"));
        auth.service.answer(StubAuth.JWKS, StubService.json(200, "<html>"));

        assertUnavailable(gateway.send(withToken(auth.token())));
        assertUnavailable(gateway.send(withKey(StubAuth.GOOD_KEY)));
    }

    private HttpRequest.Builder withToken(String token) {
        return gateway.get("/api/v1/conversations").header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder withKey(String key) {
        return gateway.get("/api/v1/conversations").header("X-API-Key", key);
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        ErrorBodies.assertShape("/api/v1/conversations", response);
    }
}
