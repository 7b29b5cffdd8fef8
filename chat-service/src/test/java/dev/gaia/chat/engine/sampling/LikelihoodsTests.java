package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.TokenLogprob;
import dev.gaia.chat.engine.TokenLogprobs;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LikelihoodsTests {

    private static final Offset<Double> PRECISE = Offset.offset(1e-5);

    @Test
    void logprobsAreThoseOfTheModelWhateverIsDoneBeforeTheDraw() {
        float[] logits = logits();
        double whole = Math.log(IntStream.range(0, logits.length)
                .mapToDouble(token -> Math.exp(logits[token]))
                .sum());
        Sampler sampler = new Sampler(
                new SamplingBuilder()
                        .temperature(0.5)
                        .topK(1)
                        .logitBias(Map.of(123, 100.0))
                        .topLogprobs(3)
                        .build(),
                1);

        int chosen = sampler.next(logits.clone());
        TokenLogprobs told = sampler.logprobs(LikelihoodsTests::bytes).orElseThrow();

        assertThat(chosen).isEqualTo(123);
        assertThat(token(told.chosen())).isEqualTo(123);
        assertThat(told.chosen().logprob()).isCloseTo(logits[123] - whole, PRECISE);
        int[] sorted = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .mapToInt(token -> token)
                .limit(3)
                .toArray();
        assertThat(told.likeliest()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(token(told.likeliest().get(i))).isEqualTo(sorted[i]);
            assertThat(told.likeliest().get(i).logprob()).isCloseTo(logits[sorted[i]] - whole, PRECISE);
        }
    }

    @Test
    void withNoAlternativesOnlyTheChosenTokenIsTold() {
        Sampler sampler = new Sampler(new SamplingBuilder().topLogprobs(0).build(), 1);

        sampler.next(new float[] {0, 0});

        TokenLogprobs told = sampler.logprobs(LikelihoodsTests::bytes).orElseThrow();
        assertThat(told.likeliest()).isEmpty();
        assertThat(told.chosen().logprob()).isCloseTo(Math.log(0.5), PRECISE);
    }

    @Test
    void nothingIsToldUnasked() {
        Sampler sampler = new Sampler(new SamplingBuilder().build(), 1);

        sampler.next(new float[] {0, 0});

        assertThat(sampler.logprobs(LikelihoodsTests::bytes)).isEmpty();
    }

    private static float[] logits() {
        return GoldenFiles.floats("smollm2/full_logits.safetensors", "capital");
    }

    private static byte[] bytes(int token) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(token).array();
    }

    private static int token(TokenLogprob told) {
        return told.bytes().stream().reduce(0, (value, next) -> value << 8 | next);
    }
}
