package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.FinishReason;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationEvent.Finished;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.sampling.Sampler;
import dev.gaia.chat.engine.sampling.SamplingBuilder;
import dev.gaia.chat.engine.sampling.StopCondition;
import dev.gaia.chat.engine.scheduler.Sequence;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
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
        Finished end = generate(new SamplingBuilder().topLogprobs(2).build(), 0, 1, END);

        assertThat(end.reason()).isEqualTo(FinishReason.STOP);
        assertThat(end.logprobs()).extracting(told -> told.chosen().text()).containsExactly("a", "b");
        assertThat(end.logprobs()).allSatisfy(told -> {
            assertThat(told.likeliest()).hasSize(2);
            assertThat(told.likeliest().getFirst()).isEqualTo(told.chosen());
        });
    }

    @Test
    void stopTokenEndsTheAnswerAndIsNoPartOfIt() throws IOException {
        Finished end = generate(new SamplingBuilder().stopTokens(Set.of(2)).build(), 0, 2);

        assertThat(end.reason()).isEqualTo(FinishReason.STOP);
        assertThat(end.usage().completionTokens()).isEqualTo(2);
    }

    /** An answer of a model that wants exactly these tokens. */
    private static Finished generate(Sampling sampling, int... tokens) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.of(VOCABULARY)) {
            Generation generation = new Generation(
                    new Sequence("somebody", Priority.INTERACTIVE, new int[] {0}, 10),
                    new Sampler(sampling, 0),
                    new StopCondition(List.of()),
                    tokenizer.newDecoder(),
                    Set.of(END),
                    _ -> {},
                    0);
            for (int token : tokens) {
                float[] logits = new float[VOCABULARY.tokens().size()];
                logits[token] = 5;
                generation.sample(logits);
            }
            GenerationEvent last = Objects.requireNonNull(generation.events().blockLast());
            return (Finished) last;
        }
    }
}
