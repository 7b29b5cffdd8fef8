package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@Timeout(60)
class RateLimitTests {

    private static final String CHAT = "/v1/chat/completions";

    private static final StubAuth auth = new StubAuth();
    private static final StubService services = new StubService("any");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(
                auth.url(),
                services.url(),
                services.url(),
                "gateway.rate-limits.plans.free.requests-per-minute=30",
                "gateway.rate-limits.plans.free.requests-per-minute-per-key=10",
                "gateway.rate-limits.plans.free.tokens-per-minute=1000",
                "gateway.rate-limits.plans.free.streams=2",
                "gateway.rate-limits.plans.free.jobs=3",
                "gateway.rate-limits.address-requests-per-minute=20",
                "FLY_REGION=fra");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        auth.close();
        services.close();
    }

    @BeforeEach
    void answerAsUsual() {
        services.answer(CHAT, StubService.json(200, "{}"));
        services.received().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/conversations", "/v1/models", "/api/v2/jobs"})
    void accountThatHasUsedUpItsRequestsIsRefusedInTheShapeOfThePath(String path) {
        String token = auth.token();
        for (int i = 0; i < 30; i++) {
            assertThat(gateway.send(get(path, token)).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = gateway.send(get(path, token));

        assertThat(refused.statusCode()).isEqualTo(429);
        ErrorBodies.assertShape(path, refused);
        assertThat(refused.headers().allValues("Retry-After")).containsAnyOf("1", "2");
        assertThat(header(refused, "RateLimit")).startsWith("\"requests\";r=0;t=");
        assertThat(gateway.send(get(path, auth.token())).statusCode())
                .as("another account")
                .isEqualTo(200);
        assertThat(services.received()).hasSize(31);
    }

    @Test
    void everyAnswerSaysWhatIsLeft() {
        String token = auth.token();

        HttpResponse<String> response = gateway.send(get("/v1/models", token));

        assertThat(header(response, "RateLimit-Policy"))
                .isEqualTo("\"requests\";q=30;w=60, \"tokens\";q=1000;w=60;qu=\"tokens\","
                        + " \"tokens-day\";q=5000000;w=86400;qu=\"tokens\"");
        assertThat(header(response, "RateLimit"))
                .isEqualTo("\"requests\";r=29;t=2, \"tokens\";r=1000;t=0, \"tokens-day\";r=5000000;t=0");
    }

    @Test
    void planOfTheTokenCounts() {
        String unlimited = auth.token(claims -> claims.claim("plan", "unlimited"));
        for (int i = 0; i < 40; i++) {
            assertThat(gateway.send(get("/v1/models", unlimited)).statusCode()).isEqualTo(200);
        }
        assertThat(header(
                        gateway.send(get("/v1/models", auth.token(claims -> claims.claim("plan", "pro")))),
                        "RateLimit-Policy"))
                .startsWith("\"requests\";q=6000;w=60");
        assertThat(header(
                        gateway.send(get("/v1/models", auth.token(claims -> claims.claim("plan", "no-such")))),
                        "RateLimit-Policy"))
                .startsWith("\"requests\";q=30;w=60");
    }

    @Test
    void keyHasALimitOfItsOwn() {
        String key = "gaia_7_limited";
        String token = auth.accept(key);
        for (int i = 0; i < 10; i++) {
            assertThat(gateway.send(gateway.get("/v1/models").header("X-API-Key", key))
                            .statusCode())
                    .isEqualTo(200);
        }

        HttpResponse<String> refused = gateway.send(gateway.get("/v1/models").header("Authorization", "Bearer " + key));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("quota_exceeded").contains("key-requests");
        assertThat(gateway.send(get("/v1/models", token)).statusCode())
                .as("its account without it")
                .isEqualTo(200);
    }

    @Test
    void ownerOfAKeyMayWantLessForIt() {
        String key = "gaia_8_little";
        auth.accept(key, auth.token(claims -> claims.claim("rpm", 3).claim("plan", "unlimited")));
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.send(gateway.get("/v1/models").header("X-API-Key", key))
                            .statusCode())
                    .isEqualTo(200);
        }

        assertThat(gateway.send(gateway.get("/v1/models").header("X-API-Key", key))
                        .statusCode())
                .isEqualTo(429);
    }

    @Test
    void addressIsLimitedWhereNobodySaysWhoHeIs() {
        for (int i = 0; i < 20; i++) {
            assertThat(login("192.0.2.1").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = login("192.0.2.1");
        assertThat(refused.statusCode()).isEqualTo(429);
        ErrorBodies.assertShape("/api/v1/auth/login", refused);
        assertThat(login("192.0.2.2").statusCode()).isEqualTo(200);
    }

    @Test
    void networkOfOneCustomerIsOneAddress() {
        for (int i = 0; i < 20; i++) {
            assertThat(login("2001:db8:1:1::" + i).statusCode()).isEqualTo(200);
        }

        assertThat(login("2001:db8:1:1:ffff::1").statusCode()).isEqualTo(429);
        assertThat(login("2001:db8:1:2::1").statusCode()).isEqualTo(200);
    }

    @Test
    void tokensOfAWholeAnswerAreCharged() {
        String token = auth.token();
        services.answer(
                CHAT,
                (_, response) -> response.header("X-Gaia-Tokens", "400")
                        .header("Content-Type", "application/json")
                        .sendString(Flux.just("{}"))
                        .then());

        for (int i = 0; i < 3; i++) {
            assertThat(gateway.send(chat(token)).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = gateway.send(chat(token));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("'tokens'");
        assertThat(header(refused, "RateLimit")).contains("\"tokens\";r=0;");
        assertThat(usedToday(refused)).isBetween(1_100, 1_200);
    }

    @Test
    void tokensOfAStreamAreReadFromItsTrailer() {
        String token = auth.token();
        services.answer(
                CHAT,
                (_, response) -> response.header("Content-Type", "text/event-stream")
                        .header("Trailer", "X-Gaia-Tokens")
                        .trailerHeaders(trailers -> trailers.set("X-Gaia-Tokens", "300"))
                        .sendString(Flux.just("data: 1\n\n", "data: 2\n\n"))
                        .then());

        HttpResponse<String> answer = gateway.send(chat(token));
        assertThat(answer.body()).isEqualTo("data: 1\n\ndata: 2\n\n");

        assertThat(usedToday(gateway.send(get("/v1/models", token)))).isBetween(200, 300);
    }

    @Test
    void answerThatBreaksOffIsChargedByEstimate() throws IOException {
        String token = auth.token();
        services.answer(
                CHAT,
                StubService.stream(
                        "text/event-stream",
                        Flux.interval(Duration.ofMillis(5))
                                .take(50)
                                .map(i -> "data: " + i + "\n\n")
                                .concatWith(Flux.never())));

        HttpResponse<InputStream> answer = gateway.send(chat(token), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(new String(body.readNBytes(380))).contains("data: 30");
        }

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(usedToday(gateway.send(get("/v1/models", token))))
                        .isBetween(20, 60));
    }

    @Test
    void answersAtOnceAreBoundedAndGivenBackAtTheirEnd() throws IOException {
        String token = auth.token();
        services.answer(
                CHAT,
                StubService.stream("text/event-stream", Flux.just("data: 1\n\n").concatWith(Flux.never())));
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpResponse<InputStream> response = gateway.send(chat(token), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            open.add(response.body());
        }

        HttpResponse<String> refused = gateway.send(chat(token));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("too_many_streams");
        assertThat(gateway.send(get("/v1/models", token)).statusCode())
                .as("what takes no place")
                .isEqualTo(200);

        open.getFirst().close();
        services.answer(CHAT, StubService.json(200, "{}"));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> gateway.send(chat(token)).statusCode() == 200);
        open.getLast().close();
    }

    @Test
    void serviceOfJobsIsToldHowManyThereMayBe() {
        gateway.send(gateway.post("/api/v2/jobs", "{}")
                .header("Authorization", "Bearer " + auth.token())
                .header("X-Gaia-Max-Jobs", "1000"));
        gateway.send(gateway.post("/api/v2/jobs", "{}")
                .header("X-Gaia-Max-Jobs", "1000")
                .header("Authorization", "Bearer " + auth.token(claims -> claims.claim("plan", "unlimited"))));

        assertThat(services.received("/api/v2/jobs").getFirst().headers().getAll("X-Gaia-Max-Jobs"))
                .containsExactly("3");
        assertThat(services.received("/api/v2/jobs").getLast().headers().getAll("X-Gaia-Max-Jobs"))
                .isEmpty();
    }

    @Test
    void refusalsAreCountedByReason() {
        for (int i = 0; i < 21; i++) {
            login("192.0.2.9");
        }

        assertThat(gateway.bean(MeterRegistry.class)
                        .get("gateway.refusals")
                        .tags("reason", "quota_address_requests", "upstream", "auth", "class", "login")
                        .counter()
                        .count())
                .isPositive();
    }

    private static HttpRequest.Builder get(String path, String token) {
        return gateway.get(path).header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.Builder chat(String token) {
        return gateway.post(CHAT, "{\"stream\":true}").header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> login(String address) {
        return gateway.send(gateway.post("/api/v1/auth/login", "{}").header("Fly-Client-IP", address));
    }

    /** Some 60 of five million come back in each second. */
    private static int usedToday(HttpResponse<String> response) {
        return 5_000_000
                - Integer.parseInt(header(response, "RateLimit").replaceFirst(".*\"tokens-day\";r=(\\d+).*", "$1"));
    }

    private static String header(HttpResponse<String> response, String name) {
        assertThat(response.headers().allValues(name)).as(name).hasSize(1);
        return response.headers().firstValue(name).orElseThrow();
    }
}
