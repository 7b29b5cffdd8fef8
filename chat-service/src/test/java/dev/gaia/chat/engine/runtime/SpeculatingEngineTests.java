package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.Admission.Admitted;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent.Text;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import dev.gaia.chat.engine.kernel.VectorUnit;
import dev.gaia.chat.engine.model.Precision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
class SpeculatingEngineTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String POEM = "The fox ran over the hill, the fox ran over the stone, the cat sat on the wall,"
            + " the cat sat there alone, and the quick brown fox went home.";

    private static final List<List<ChatMessage>> CONVERSATIONS = List.of(
            List.of(said(Role.USER, "Count to three.")),
            List.of(
                    said(Role.USER, "Say the poem."),
                    said(Role.ASSISTANT, POEM),
                    said(Role.USER, "Say the poem again, word by word.")),
            List.of(said(Role.USER, "Tell me a story about the sea.")));

    private static ChatMessage said(Role role, String text) {
        return new ChatMessage(role, text);
    }

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void answersAreThoseWithoutGuesses() throws IOException {
        assumeTrue(VectorUnit.isSupported());
        List<String> plain = answers(false);
        assertThat(guesses("right")).isZero();

        assertThat(answers(true)).isEqualTo(plain);
        assertThat(guesses("right")).isGreaterThan(10);
    }

    private double guesses(String outcome) {
        return meters.counter("chat.engine.guesses", "outcome", outcome).count();
    }

    /** Greedy ones, and drawn ones: each token is drawn from the model's own distribution, guessed or not. */
    private List<String> answers(boolean speculation) throws IOException {
        EngineProperties properties = new Settings(Precision.INT8)
                .stepTokens(64)
                .speculation(speculation)
                .build();
        try (BatchingLlmEngine engine = BatchingLlmEngine.start(
                "default", GoldenFiles.defaultModel(), properties, new EngineMetrics(meters, "default"))) {
            return Stream.of(Sampling.GREEDY, new Sampling(0.8, 0.9, 0, 0.3, 0, OptionalLong.of(5)))
                    .flatMap(sampling -> together(engine, sampling))
                    .toList();
        }
    }

    /** At once: an answer that ends with a right guess must leave the others alone. */
    private static Stream<String> together(BatchingLlmEngine engine, Sampling sampling) {
        List<TokenStream> streams = CONVERSATIONS.stream()
                .map(messages -> new GenerationRequest(messages, sampling, 80, List.of("alone")))
                .map(request -> ((Admitted) engine.submit(request)).answers().getFirst())
                .toList();
        return streams.stream().map(SpeculatingEngineTests::text);
    }

    private static String text(TokenStream stream) {
        return stream.events()
                .timeout(PATIENCE)
                .toStream()
                .filter(Text.class::isInstance)
                .map(event -> ((Text) event).text())
                .collect(Collectors.joining());
    }
}
