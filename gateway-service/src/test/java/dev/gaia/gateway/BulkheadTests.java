package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Timeout(60)
class BulkheadTests {

    private static final String JOBS = "/api/v2/jobs";

    private final StubAuth auth = new StubAuth();
    private final StubService chat = new StubService("chat");
    private final StubService asset = new StubService("asset");
    private final AtomicInteger frozen = new AtomicInteger();

    @AfterEach
    void stop() {
        auth.close();
        chat.close();
        asset.close();
    }

    @Test
    void frozenServiceTakesNothingFromTheOthers() {
        freeze();
        try (RunningGateway gateway = gateway("gateway.admission.assets.first-byte=5s")) {
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(sendLater(gateway, JOBS));
            }
            await().until(() -> frozen.get() == 8);

            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(gateway.send(as(gateway, "/v1/models")).statusCode()).isEqualTo(200);
                assertThat(gateway.send(gateway.post("/api/v1/auth/login", "{}"))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
            List<HttpResponse<String>> refused = waiting.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(refused).hasSize(12).allSatisfy(response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                ErrorBodies.assertShape(JOBS, response);
                assertThat(ErrorBodies.json(response).path("type").asString()).isEqualTo("/problems/upstream-busy");
                assertThat(ErrorBodies.json(response).path("reason").asString()).isEqualTo("bulkhead_full");
                assertThat(response.headers().firstValue("Retry-After")).contains("1");
            });
            assertThat(refusals(gateway, "bulkhead_full", "asset", "assets")).isEqualTo(12);
            assertThat(waiting.stream().map(CompletableFuture::join).filter(response -> response.statusCode() == 504))
                    .hasSize(8);
        }
    }

    @Test
    void serviceThatDoesNotAnswerIsLeftAloneAndFoundAgain() {
        freeze();
        try (RunningGateway gateway =
                gateway("gateway.admission.assets.first-byte=200ms", "gateway.admission.pause=500ms")) {
            for (int i = 0; i < 5; i++) {
                assertThat(gateway.send(as(gateway, JOBS)).statusCode()).isEqualTo(504);
            }

            long start = System.nanoTime();
            HttpResponse<String> refused = gateway.send(as(gateway, JOBS));

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(ErrorBodies.json(refused).path("type").asString()).isEqualTo("/problems/upstream-unavailable");
            assertThat(ErrorBodies.json(refused).path("reason").asString()).isEqualTo("circuit_open");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
            assertThat(frozen).hasValue(5);
            assertThat(gauge(gateway, "circuit.open")).isEqualTo(1);

            asset.answer(JOBS, StubService.json(200, "{}"));
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> gateway.send(as(gateway, JOBS)).statusCode() == 200);
            assertThat(gauge(gateway, "circuit.open")).isZero();
        }
    }

    @Test
    void ownRefusalsOfAServiceDoNotOpenTheCircuit() {
        asset.answer(JOBS, StubService.json(503, "{}"));
        try (RunningGateway gateway = gateway()) {
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.send(as(gateway, JOBS)).statusCode()).isEqualTo(503);
            }

            assertThat(asset.received(JOBS)).hasSize(20);
        }
    }

    @Test
    void openStreamsTakeNoPlaceOfWhatWaits() {
        chat.answer(
                "/v1/chat/completions",
                StubService.stream("text/event-stream", Flux.just("data: 1\n\n").concatWith(Flux.never())));
        try (RunningGateway gateway = gateway()) {
            List<AutoCloseable> open = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                HttpResponse<java.io.InputStream> stream = gateway.send(
                        gateway.post("/v1/chat/completions", "{}").header("Authorization", "Bearer " + auth.token()),
                        BodyHandlers.ofInputStream());
                assertThat(stream.statusCode()).isEqualTo(200);
                open.add(stream.body());
            }
            assertThat(gateway.bean(MeterRegistry.class)
                            .get("gateway.admission.streams")
                            .tag("class", "chat")
                            .gauge()
                            .value())
                    .isEqualTo(12);

            HttpResponse<String> refused = gateway.send(as(gateway, "/v1/models"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("streams open").contains("upstream_busy");
            open.forEach(BulkheadTests::close);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> gateway.send(as(gateway, "/v1/models")).statusCode() == 200);
        }
    }

    private void freeze() {
        asset.answer(JOBS, (_, _) -> {
            frozen.incrementAndGet();
            return Mono.never();
        });
    }

    private RunningGateway gateway(String... properties) {
        List<String> all = new ArrayList<>(List.of(properties));
        all.add("gateway.admission.assets.min-pending=8");
        all.add("gateway.admission.assets.max-pending=8");
        all.add("gateway.admission.chat.min-pending=8");
        all.add("gateway.admission.chat.max-pending=8");
        all.add("gateway.admission.chat.max-streams=12");
        return new RunningGateway(auth.url(), chat.url(), asset.url(), all.toArray(String[]::new));
    }

    private HttpRequest.Builder as(RunningGateway gateway, String path) {
        return gateway.get(path).header("Authorization", "Bearer " + auth.token());
    }

    private CompletableFuture<HttpResponse<String>> sendLater(RunningGateway gateway, String path) {
        return gateway.client().sendAsync(as(gateway, path).build(), BodyHandlers.ofString());
    }

    private static double refusals(RunningGateway gateway, String reason, String upstream, String requestClass) {
        return gateway.bean(MeterRegistry.class)
                .get("gateway.refusals")
                .tags("reason", reason, "upstream", upstream, "class", requestClass)
                .counter()
                .count();
    }

    private static double gauge(RunningGateway gateway, String name) {
        return gateway.bean(MeterRegistry.class)
                .get("gateway.admission." + name)
                .tag("class", "assets")
                .gauge()
                .value();
    }

    private static void close(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
