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

    private static final String STREAM = "/api/v0.3/chat";

    @Test
    void instanceIsBusyUntilItsStreamsHaveEnded() throws IOException {
        try (StubAuth auth = new StubAuth();
                StubService one = new StubService("one");
                StubService other = new StubService("other");
                RunningGateway gateway = new RunningGateway(auth.url(), one.url() + "," + other.url(), one.url())) {
            Stream.of(one, other)
                    .forEach(chat -> chat.answer(
                            STREAM,
                            StubService.stream(
                                    "text/event-stream",
                                    Flux.just("data: first\n\n").concatWith(Flux.never()))));
            HttpRequest.Builder call = gateway.post(STREAM, "{}").header("Authorization", "Bearer " + auth.token());
            try (InputStream open =
                    gateway.send(call, BodyHandlers.ofInputStream()).body()) {
                open.readNBytes(13);
                StubService busy = one.received(STREAM).isEmpty() ? other : one;

                for (int i = 0; i < 6; i++) {
                    gateway.send(gateway.get("/v1/models").header("Authorization", "Bearer " + auth.token()));
                }

                assertThat(busy.received("/v1/models")).isEmpty();
                assertThat(gateway.send(gateway.get("/actuator/prometheus")).body())
                        .containsPattern("gateway_upstream_outstanding\\{[^}]*upstream=\"chat\"[^}]*} 1.0");
            }
        }
    }
}
