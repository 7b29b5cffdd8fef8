package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

class RevocationTests {

    private static final String PATH = "/v1/models";

    private final StubAuth auth = new StubAuth();
    private final StubService chat = new StubService("chat");
    private final RunningGateway gateway = new RunningGateway(auth.url(), chat.url(), chat.url());
    private final UUID session = UUID.randomUUID();

    @AfterEach
    void stop() {
        gateway.close();
        auth.close();
        chat.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v0.3/chat | data: {\"type\":\"error\",\"error\":\"The session has ended. Sign in again.\"}",
                "/v1/chat/completions | data: {\"error\":{\"message\":\"The session has ended. Sign in again.\"",
                "/api/v2/jobs/1/events | event: error"
            })
    void theEndOfASessionEndsItsStreamsByAnErrorEventAndCancelsTheService(String path, String lastWords)
            throws IOException {
        AtomicReference<@Nullable SignalType> end = new AtomicReference<>();
        chat.answer(
                path,
                StubService.stream(
                        "text/event-stream; charset=utf-8",
                        Flux.just("data: first\n\n", "data: half of an ev")
                                .concatWith(Flux.never())
                                .doFinally(end::set)));
        HttpResponse<InputStream> response = gateway.send(
                gateway.post(path, "{}").header("Authorization", "Bearer " + token(session)),
                BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(body.readNBytes(13)).asString(StandardCharsets.UTF_8).isEqualTo("data: first\n\n");

            auth.end(session);
            long start = System.nanoTime();
            String rest = new String(body.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(rest).startsWith("data: half of an ev\n\n" + lastWords).endsWith("}\n\n");
        }
        await().atMost(Duration.ofSeconds(1)).until(() -> end.get() == SignalType.CANCEL);
        assertThat(metrics()).contains("gaia_revocations_streams_ended_total{application=\"gateway-service\"} 1.0");
    }

    @Test
    void streamsOfOtherSessionsGoOn() throws IOException {
        chat.answer(
                PATH,
                StubService.stream(
                        "text/event-stream",
                        Flux.interval(Duration.ofMillis(100)).take(8).map(i -> "data: " + i + "\n\n")));
        HttpResponse<InputStream> response = gateway.send(request(UUID.randomUUID()), BodyHandlers.ofInputStream());

        auth.end(session);

        try (InputStream body = response.body()) {
            assertThat(body.readAllBytes()).asString(StandardCharsets.UTF_8).endsWith("data: 7\n\n");
        }
        assertThat(status(session)).isEqualTo(401);
    }

    @Test
    void whatWasKnownToBeRevokedStaysSoWhileAuthServiceIsAway() {
        assertThat(status(session)).isEqualTo(200);
        auth.end(session);
        awaitRefusal();

        auth.service.stop();

        assertThat(status(session)).isEqualTo(401);
        assertThat(status(UUID.randomUUID())).isEqualTo(200);
        await().atMost(Duration.ofSeconds(5)).until(() -> ageSeconds() > 1);

        // While it is cut off, another session ends; then it hears of that from where it stopped.
        UUID missed = UUID.randomUUID();
        auth.end(missed);
        auth.service.startAgain();

        await().atMost(Duration.ofSeconds(3)).until(() -> status(missed) == 401);
        assertThat(status(session)).isEqualTo(401);
        assertThat(ageSeconds()).isLessThan(3);
    }

    @Test
    void frozenAuthServiceIsNotWaitedForForEver() {
        assertThat(status(session)).isEqualTo(200);
        auth.service.answer(StubAuth.REVOCATIONS, (_, _) -> Mono.never());

        await().atMost(Duration.ofSeconds(8)).until(() -> ageSeconds() > 3);
        assertThat(status(session)).isEqualTo(200);
    }

    @Test
    void anotherInstanceIsFollowedWhenOneStopsAnswering() {
        try (StubAuth other = new StubAuth();
                RunningGateway both = new RunningGateway(auth.url() + "," + other.url(), chat.url(), chat.url())) {
            auth.service.stop();
            other.end(session);

            // Its keys are another's here, so that only the log can be looked at.
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> both.send(both.get("/actuator/prometheus"))
                            .body()
                            .contains("gaia_revocations_known{application=\"gateway-service\"} 1.0"));
        }
    }

    @Test
    void aGatewayThatWasJustStartedKnowsAllThatMattersBeforeItIsReady() {
        auth.end(session);
        StubService.Answer log = (_, _) -> Mono.never();
        auth.service.answer(StubAuth.REVOCATIONS, log);

        try (RunningGateway started = new RunningGateway(auth.url(), chat.url(), chat.url())) {
            assertThat(started.send(started.get("/actuator/health/readiness")).statusCode())
                    .isEqualTo(503);
            HttpResponse<String> refused =
                    started.send(started.get(PATH).header("Authorization", "Bearer " + token(session)));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("2");
            ErrorBodies.assertShape(PATH, refused);

            auth.followersAreTold();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> started.send(started.get("/actuator/health/readiness"))
                                    .statusCode()
                            == 200);
            assertThat(started.send(started.get(PATH).header("Authorization", "Bearer " + token(session)))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private void awaitRefusal() {
        await().atMost(Duration.ofSeconds(1)).until(() -> status(session) == 401);
    }

    private int status(UUID session) {
        return gateway.send(request(session)).statusCode();
    }

    private HttpRequest.Builder request(UUID session) {
        return gateway.get(PATH).header("Authorization", "Bearer " + token(session));
    }

    private String token(UUID session) {
        return auth.token(claims -> claims.claim("sid", session.toString()));
    }

    private double ageSeconds() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("gaia_revocations_age_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private String metrics() {
        return gateway.send(gateway.get("/actuator/prometheus")).body();
    }
}
