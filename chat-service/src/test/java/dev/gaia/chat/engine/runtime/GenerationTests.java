package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationEvent.Finished;
import dev.gaia.chat.engine.GenerationEvent.Text;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenLogprobs;
import dev.gaia.chat.engine.Usage;
import dev.gaia.chat.engine.sampling.Sampler;
import dev.gaia.chat.engine.sampling.SamplingBuilder;
import dev.gaia.chat.engine.sampling.StopCondition;
import dev.gaia.chat.engine.scheduler.Sequence;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("native")
class GenerationTests {

    private static final int END = 3;
    private static final Vocabulary VOCABULARY =
            Vocabulary.of(List.of("a", "b", "c", "<end>"), List.of(1, 1, 1, 3), List.of(), "gpt-2");

    @Test
    void logprobsOfEveryTokenButTheEndAreTold() throws IOException {
        List<GenerationEvent> events =
                generate(new SamplingBuilder().topLogprobs(2).build(), List.of(), 0, 1, END);

        assertThat(events).hasSize(3);
        assertThat(logprobs(events.getFirst()))
                .extracting(told -> told.chosen().text())
                .containsExactly("a");
        assertThat(logprobs(events.get(1))).singleElement().satisfies(told -> {
            assertThat(told.chosen().text()).isEqualTo("b");
            assertThat(told.likeliest()).hasSize(2);
            assertThat(told.likeliest().getFirst()).isEqualTo(told.chosen());
        });
        assertThat(events.getLast()).isEqualTo(new Finished(FinishReason.STOP, new Usage(1, 3, 0)));
    }

    @Test
    void logprobsOfTextThatIsHeldBackComeWithIt() throws IOException {
        List<GenerationEvent> events =
                generate(new SamplingBuilder().topLogprobs(0).build(), List.of("abb"), 0, 1, 2, END);

        assertThat(events.getFirst()).isInstanceOfSatisfying(Text.class, piece -> {
            assertThat(piece.text()).isEqualTo("abc");
            assertThat(piece.logprobs())
                    .extracting(told -> told.chosen().text())
                    .containsExactly("a", "b", "c");
        });
    }

    @Test
    void tokensOfAStopTextAreNotTold() throws IOException {
        List<GenerationEvent> events =
                generate(new SamplingBuilder().topLogprobs(0).build(), List.of("bc"), 0, 1, 2);

        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        Text.class, piece -> assertThat(piece.text()).isEqualTo("a"));
        assertThat(logprobs(events.getFirst()))
                .extracting(told -> told.chosen().text())
                .containsExactly("a");
        assertThat(events).hasSize(2);
    }

    @Test
    void stopTokenEndsTheAnswerAndIsNoPartOfIt() throws IOException {
        List<GenerationEvent> events =
                generate(new SamplingBuilder().stopTokens(Set.of(2)).build(), List.of(), 0, 2);

        assertThat(events).containsExactly(new Text("a"), new Finished(FinishReason.STOP, new Usage(1, 2, 0)));
    }

    private static List<TokenLogprobs> logprobs(GenerationEvent event) {
        return ((Text) event).logprobs();
    }

    /** An answer of a model that wants exactly these tokens. */
    private static List<GenerationEvent> generate(Sampling sampling, List<String> stops, int... tokens)
            throws IOException {
        try (Tokenizer tokenizer = Tokenizer.of(VOCABULARY)) {
            Generation generation = new Generation(
                    new Sequence("somebody", Priority.INTERACTIVE, new int[] {0}, 10),
                    new Sampler(sampling, 0),
                    new StopCondition(stops),
                    tokenizer.newDecoder(),
                    Set.of(END),
                    _ -> {},
                    0,
                    Duration.ofSeconds(1));
            for (int token : tokens) {
                float[] logits = new float[VOCABULARY.tokens().size()];
                logits[token] = 5;
                generation.sample(logits);
                generation.flush();
            }
            return generation.events().toStream().toList();
        }
    }
}
