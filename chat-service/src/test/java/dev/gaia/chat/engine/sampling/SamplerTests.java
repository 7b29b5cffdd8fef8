package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SamplerTests {

    private static final Set<String> KNOWN = Set.of("temperature", "top_k", "top_p");

    @ParameterizedTest
    @MethodSource("filterCases")
    void distributionIsThatOfTheReference(JsonNode golden) {
        JsonNode parameters = golden.get("params");
        Sampling sampling = new Sampling(
                parameters.get("temperature").asDouble(),
                parameters.has("top_p") ? parameters.get("top_p").asDouble() : 1,
                parameters.has("top_k") ? parameters.get("top_k").asInt() : 0,
                0,
                0,
                OptionalLong.empty());

        Sampler.Distribution distribution = Sampler.distribution(logits(golden), sampling);

        assertThat(Arrays.stream(distribution.tokens()).sorted().toArray())
                .isEqualTo(GoldenFiles.ints(golden.get("kept_ids")));
        for (int i = 0; i < distribution.tokens().length; i++) {
            JsonNode expected = golden.get("probabilities")
                    .get(Integer.toString(distribution.tokens()[i]));
            assertThat(distribution.probabilities()[i]).isCloseTo(expected.asDouble(), Offset.offset(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("greedyCases")
    void greedyTakesTheLikeliestAndTheLowestIdOfEqualOnes(JsonNode golden) {
        int token = new Sampler(Sampling.GREEDY, 1).next(logits(golden));

        assertThat(token).isEqualTo(golden.get("kept_ids").get(0).asInt());
    }

    @Test
    void sameSeedDrawsTheSameTokens() {
        Sampling seeded = new Sampling(1.2, 0.95, 40, 0, 0, OptionalLong.of(42));

        assertThat(draws(new Sampler(seeded, 1), 50)).isEqualTo(draws(new Sampler(seeded, 2), 50));
    }

    @Test
    void drawsFollowTheDistribution() {
        Sampler sampler = new Sampler(new Sampling(1, 1, 0, 0, 0, OptionalLong.of(3)), 0);
        float[] logits = {(float) Math.log(0.7), (float) Math.log(0.2), (float) Math.log(0.1)};

        long first = IntStream.range(0, 20_000)
                .filter(_ -> sampler.next(logits.clone()) == 0)
                .count();

        assertThat(first / 20_000.0).isCloseTo(0.7, Offset.offset(0.02));
    }

    @Test
    void penaltiesTurnAwayFromWhatTheAnswerHolds() {
        Sampler sampler = new Sampler(new Sampling(0, 1, 0, 0.5, 1, OptionalLong.empty()), 0);

        assertThat(sampler.next(new float[] {2, 1, 0})).isZero();
        assertThat(sampler.next(new float[] {2, 1, 0})).isEqualTo(1);
        assertThat(sampler.next(new float[] {3, 1, 0})).isZero();
    }

    private static int[] draws(Sampler sampler, int count) {
        return IntStream.range(0, count).map(step -> sampler.next(logits(step))).toArray();
    }

    private static float[] logits(int step) {
        float[] logits = new float[64];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.sin(i * 0.7 + step);
        }
        return logits;
    }

    private static float[] logits(JsonNode golden) {
        JsonNode values = golden.get("logits");
        float[] logits = new float[values.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = values.get(i).isNumber() ? (float) values.get(i).asDouble() : Float.NEGATIVE_INFINITY;
        }
        return logits;
    }

    static Stream<JsonNode> filterCases() {
        return cases().filter(golden -> golden.get("params").get("temperature").asDouble() > 0);
    }

    static Stream<JsonNode> greedyCases() {
        return cases().filter(golden -> golden.get("params").get("temperature").asDouble() == 0);
    }

    private static Stream<JsonNode> cases() {
        return GoldenFiles.json("sampling/cases.json")
                .get("cases")
                .valueStream()
                .filter(golden -> KNOWN.containsAll(golden.get("params").propertyNames()));
    }
}
