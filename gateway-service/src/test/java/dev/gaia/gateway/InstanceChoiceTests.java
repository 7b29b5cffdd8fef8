package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

@Timeout(60)
class InstanceChoiceTests {

    private static final String STREAM = "/api/v2/jobs/1/events";

    @Test
    void instanceIsBusyUntilItsStreamsHaveEnded() throws IOException {
        try (StubAuth auth = new StubAuth();
                StubService one = new StubService("one");
                StubService other = new StubService("other");
                RunningGateway gateway = new RunningGateway(auth.url(), one.url(), one.url() + "," + other.url())) {
            Stream.of(one, other)
                    .forEach(asset -> asset.answer(
                            STREAM,
                            StubService.stream(
                                    "text/event-stream",
                                    Flux.just("data: first\n\n").concatWith(Flux.never()))));
            HttpRequest.Builder call = gateway.get(STREAM).header("Authorization", "Bearer " + auth.token());
            try (InputStream open =
                    gateway.send(call, BodyHandlers.ofInputStream()).body()) {
                open.readNBytes(13);
                StubService busy = one.received(STREAM).isEmpty() ? other : one;

                for (int i = 0; i < 6; i++) {
                    gateway.send(gateway.get("/api/v2/jobs").header("Authorization", "Bearer " + auth.token()));
                }

                assertThat(busy.received("/api/v2/jobs")).isEmpty();
                assertThat(gateway.send(gateway.get("/actuator/prometheus")).body())
                        .containsPattern("gateway_upstream_outstanding\\{[^}]*upstream=\"asset\"[^}]*} 1.0");
            }
        }
    }
}
