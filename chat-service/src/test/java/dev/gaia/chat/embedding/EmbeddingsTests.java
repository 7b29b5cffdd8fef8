package dev.gaia.chat.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gaia.chat.engine.ModelDescription.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.ErrorResponseException;
import reactor.core.Disposable;

@Tag("native")
@Timeout(60)
class EmbeddingsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Embeddings embeddings = new Embeddings(new EmbeddingProperties(3), new EmbeddingMetrics(meters));

    @AfterEach
    void close() throws InterruptedException {
        embeddings.close();
    }

    @Test
    void modelIsLoadedForTheFirstText() {
        assertThat(embeddings.model().state()).isEqualTo(State.UNLOADED);

        embeddings.embed(List.of("hello")).block(PATIENCE);

        assertThat(embeddings.model().state()).isEqualTo(State.LOADED);
    }

    @Test
    void shortRequestIsNotKeptWaitingByALongOne() {
        CompletableFuture<Embeddings.@Nullable Embedded> longOne =
                embeddings.embed(Collections.nCopies(256, "a few words")).toFuture();

        embeddings.embed(List.of("hello")).block(PATIENCE);

        assertThat(longOne).isNotDone();
        assertThat(Objects.requireNonNull(longOne.join()).vectors()).hasSize(256);
    }

    @Test
    void requestBeyondTheLimitIsToldWhenToTryAgainAndLeavingMakesRoom() {
        List<Disposable> open = IntStream.range(0, 3)
                .mapToObj(_ -> embeddings
                        .embed(Collections.nCopies(256, "some words ".repeat(30)))
                        .subscribe())
                .toList();

        assertThatThrownBy(() -> embeddings.embed(List.of("hello")).block(PATIENCE))
                .isInstanceOfSatisfying(ErrorResponseException.class, full -> {
                    assertThat(full.getStatusCode().value()).isEqualTo(429);
                    assertThat(full.getHeaders().getFirst("Retry-After")).matches("[1-9][0-9]?");
                });

        open.forEach(Disposable::dispose);
        await().atMost(PATIENCE)
                .until(() -> meters.get("chat.embeddings.open").gauge().value() == 0);
        assertThat(embeddings.embed(List.of("hello")).block(PATIENCE)).isNotNull();
        assertThat(meters.counter("chat.embeddings.refused").count()).isEqualTo(1);
        assertThat(meters.get("chat.embeddings.text").timer().count())
                .as("what nobody waits for is not made")
                .isLessThan(3 * 256);
    }

    @Test
    void requestThatIsRefusedLeavesNothingOpen() {
        assertThatThrownBy(() -> embeddings.embed(List.of("word ".repeat(600))).block(PATIENCE))
                .isInstanceOf(ErrorResponseException.class);

        await().atMost(PATIENCE)
                .until(() -> meters.get("chat.embeddings.open").gauge().value() == 0);
    }
}
