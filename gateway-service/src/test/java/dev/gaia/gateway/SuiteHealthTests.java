package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class SuiteHealthTests {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final StubAuth auth = new StubAuth();
    private final StubService chat = new StubService("chat");
    private final StubService asset = new StubService("asset");

    @AfterEach
    void stop() {
        Stream.of(auth.service, chat, asset).forEach(StubService::close);
    }

    @Test
    void firstAnswerAfterTheStartIsTrueAlready() {
        chat.healthIs("""
                {"status": "UP", "components": {"db": {"status": "UP"}, "redis": {"status": "UP"}}}""");
        try (RunningGateway gateway = new RunningGateway(auth.url(), chat.url(), asset.url())) {
            JsonNode health = health(gateway);

            assertThat(health.propertyNames())
                    .containsExactlyInAnyOrder("status", "timestamp", "version", "services", "database", "redis");
            assertThat(health.path("status").asString()).isEqualTo("healthy");
            assertThat(Instant.parse(health.path("timestamp").asString()))
                    .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(1));
            assertThat(health.path("services").propertyNames()).containsExactly("auth", "chat", "asset");
            assertThat(health.at("/services/chat/status").asString()).isEqualTo("healthy");
            assertThat(health.at("/services/chat/response_time").asDouble()).isBetween(0.0, 2.0);
            assertThat(health.at("/services/chat/error").isMissingNode()).isTrue();
            assertThat(health.at("/database/status").asString()).isEqualTo("healthy");
            assertThat(health.at("/redis/status").asString()).isEqualTo("healthy");
        }
    }

    @Test
    void healthFollowsTheServices() {
        try (RunningGateway gateway = new RunningGateway(auth.url(), chat.url(), asset.url())) {
            chat.healthIs("""
                    {"status": "DOWN", "components": {"db": {"status": "DOWN"}, "redis": {"status": "UP"}}}""");
            await().until(() -> status(gateway, "chat").equals("degraded"));
            assertThat(health(gateway).path("status").asString()).isEqualTo("degraded");
            assertThat(health(gateway).at("/database/status").asString()).isEqualTo("unhealthy");
            assertThat(health(gateway).at("/redis/status").asString()).isEqualTo("healthy");

            chat.healthIs("<html>");
            await().until(() -> status(gateway, "chat").equals("unhealthy"));
            assertThat(health(gateway).at("/services/chat/error").asString()).isEqualTo("an answer without sense");
            assertThat(health(gateway).at("/database/status").asString()).isEqualTo("unknown");

            chat.healthIs((_, _) -> Mono.never());
            await().until(() -> error(gateway, "chat").equals("no answer in time"));

            chat.healthIs("""
                    {"status": "UP"}""");
            await().until(() -> status(gateway, "chat").equals("healthy"));

            asset.stop();
            await().until(() -> error(gateway, "asset").equals("unreachable"));
            assertThat(health(gateway).path("status").asString()).isEqualTo("degraded");

            auth.service.stop();
            chat.stop();
            await().until(() -> health(gateway).path("status").asString().equals("unhealthy"));

            List.of(auth.service, chat, asset).forEach(StubService::startAgain);
            await().until(() -> health(gateway).path("status").asString().equals("healthy"));
        }
    }

    @Test
    void answerComesWithinASecondWhateverIsDown() {
        try (BareServer frozen = BareServer.frozen();
                RunningGateway gateway =
                        new RunningGateway(frozen.url(), "http://gaia-chat.invalid:8080", BareServer.refusing())) {
            for (int i = 0; i < 20; i++) {
                JsonNode health = health(gateway);
                assertThat(health.path("status").asString()).isEqualTo("unhealthy");
                assertThat(health.at("/services/auth/error").asString()).isEqualTo("no answer in time");
                assertThat(health.at("/services/chat/error").asString()).isEqualTo("unreachable");
                assertThat(health.at("/services/asset/error").asString()).isEqualTo("unreachable");
            }
        }
    }

    private static String status(RunningGateway gateway, String service) {
        return health(gateway).path("services").path(service).path("status").asString();
    }

    private static String error(RunningGateway gateway, String service) {
        return health(gateway).path("services").path(service).path("error").asString("");
    }

    /** Whatever the test is about, it comes in time. */
    private static JsonNode health(RunningGateway gateway) {
        long start = System.nanoTime();
        HttpResponse<String> response = gateway.send(gateway.get("/health"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(response.statusCode()).isEqualTo(200);
        return ErrorBodies.json(response);
    }
}
