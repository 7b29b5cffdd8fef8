package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.Sampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class SamplerTests {

    @ParameterizedTest
    @MethodSource("warmCases")
    void distributionIsThatOfTheReference(JsonNode golden) {
        float[] logits = logits(golden);
        Sampling sampling = sampling(golden);
        Sampler sampler = sampler(golden, sampling);

        sampler.adjust(logits);
        float greatest = logits[Sampler.likeliest(logits)];
        Candidates candidates = sampler.cut(logits, greatest);

        DoubleUnaryOperator weight = logit -> Math.exp((logit - greatest) / sampling.temperature());
        int[] kept =
                IntStream.range(0, candidates.size()).map(candidates::token).toArray();
        assertThat(Arrays.stream(kept).sorted().toArray()).isEqualTo(GoldenFiles.ints(golden.get("kept_ids")));
        for (int i = 0; i < kept.length; i++) {
            double probability = weight.applyAsDouble(candidates.logit(i)) / candidates.sum(weight);
            JsonNode expected = golden.get("probabilities").get(Integer.toString(kept[i]));
            assertThat(probability).isCloseTo(expected.asDouble(), Offset.offset(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("warmCases")
    void drawsFollowTheReference(JsonNode golden) {
        Sampler sampler = sampler(golden, sampling(golden));
        float[] logits = logits(golden);
        sampler.adjust(logits);
        int[] drawn = new int[logits.length];

        for (int i = 0; i < 20_000; i++) {
            drawn[sampler.choose(logits)]++;
        }

        golden.get("probabilities")
                .properties()
                .forEach(expected -> assertThat(drawn[Integer.parseInt(expected.getKey())] / 20_000.0)
                        .isCloseTo(expected.getValue().asDouble(), Offset.offset(0.02)));
        assertThat(IntStream.range(0, logits.length).filter(token -> drawn[token] > 0))
                .isSubsetOf(Arrays.stream(GoldenFiles.ints(golden.get("kept_ids")))
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("greedyCases")
    void greedyTakesTheLikeliestAndTheLowestIdOfEqualOnes(JsonNode golden) {
        int token = new Sampler(Sampling.GREEDY, 1).next(logits(golden));

        assertThat(token).isEqualTo(golden.get("kept_ids").get(0).asInt());
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.9, 0", "1.5, 0.99, 0", "1, 1, 40", "0.8, 0.95, 3000", "2, 0.999, 20000", "0.01, 0.5, 5"})
    void ofALargeVocabularyTheSameTokensAreKeptAsByFullSorting(double temperature, double topP, int topK) {
        float[] logits = gaussian(50_000);
        Sampling sampling = new Sampling(temperature, topP, topK, 0, 0, OptionalLong.empty());

        float greatest = logits[Sampler.likeliest(logits)];
        Candidates candidates = new Sampler(sampling, 1).cut(logits, greatest);

        assertThat(IntStream.range(0, candidates.size())
                        .map(candidates::token)
                        .sorted()
                        .toArray())
                .isEqualTo(keptByFullSorting(logits, sampling));
    }

    /** The obvious way. */
    private static int[] keptByFullSorting(float[] logits, Sampling sampling) {
        int[] sorted = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(token -> -logits[token]))
                .limit(sampling.topK() == 0 ? logits.length : sampling.topK())
                .mapToInt(token -> token)
                .toArray();
        double[] weights = Arrays.stream(sorted)
                .mapToDouble(token -> Math.exp((logits[token] - logits[sorted[0]]) / sampling.temperature()))
                .toArray();
        double enough = Arrays.stream(weights).sum() * sampling.topP();
        int kept = 0;
        for (double held = 0; held < enough && kept < sorted.length; kept++) {
            held += weights[kept];
        }
        return Arrays.stream(sorted, 0, sampling.topP() < 1 ? kept : sorted.length)
                .sorted()
                .toArray();
    }

    @Test
    void biasIsAddedBeforeTheChoice() {
        Sampler sampler = new Sampler(
                new SamplingBuilder()
                        .logitBias(Map.of(2, 100.0, 0, -100.0, 77, 1.0))
                        .build(),
                0);

        assertThat(sampler.next(new float[] {50, 1, 0})).isEqualTo(2);
    }

    @Test
    void repetitionPenaltyKnowsThePrompt() {
        Sampling sampling = new SamplingBuilder().repetitionPenalty(2).build();

        assertThat(new Sampler(sampling, 0, new int[] {0}, Optional.empty()).next(new float[] {3, 2, -1}))
                .isEqualTo(1);
        assertThat(new Sampler(sampling, 0, new int[] {0, 1}, Optional.empty()).next(new float[] {-3, -2, -3.5f}))
                .isEqualTo(2);
    }

    @Test
    void logitsWithoutANumberAreNeverDrawn() {
        Sampler sampler = new Sampler(new Sampling(1, 0.9, 0, 0, 0, OptionalLong.of(1)), 0);

        for (int i = 0; i < 100; i++) {
            assertThat(sampler.next(new float[] {Float.NaN, 1, Float.NEGATIVE_INFINITY}))
                    .isEqualTo(1);
        }
    }

    @Test
    void formThatNothingHoldsTheAnswerToIsRefused() {
        Sampling sampling = new Sampling(
                new AnswerFormat.JsonObject(),
                Map.of(),
                1,
                0,
                0,
                0,
                0,
                1,
                0,
                OptionalLong.empty(),
                OptionalInt.empty(),
                Set.of());

        assertThatThrownBy(() -> new Sampler(sampling, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsSurviveGrowing() {
        TokenCounts counts = new TokenCounts();
        IntStream.range(0, 5_000).forEach(i -> counts.add(i * 37 % 1_000, i % 2));

        int[] seen = new int[1_000];
        counts.forEach((token, count) -> seen[token] += 10 + count);

        assertThat(seen).doesNotContain(0, 20, 30).contains(10 + 5, 10);
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

    private static float[] gaussian(int size) {
        Random random = new Random(7);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) (2 * random.nextGaussian());
        }
        return logits;
    }

    private static Sampler sampler(JsonNode golden, Sampling sampling) {
        Sampler sampler = new Sampler(sampling, 1, GoldenFiles.ints(golden.get("prompt_ids")), Optional.empty());
        Arrays.stream(GoldenFiles.ints(golden.get("generated_ids"))).forEach(token -> sampler.count(token, 1));
        return sampler;
    }

    private static Sampling sampling(JsonNode golden) {
        JsonNode parameters = golden.get("params");
        return new SamplingBuilder()
                .temperature(parameters.path("temperature").asDouble())
                .topK(parameters.path("top_k").asInt(0))
                .topP(parameters.path("top_p").asDouble(1))
                .minP(parameters.path("min_p").asDouble(0))
                .repetitionPenalty(parameters.path("repetition_penalty").asDouble(1))
                .presencePenalty(parameters.path("presence_penalty").asDouble(0))
                .frequencyPenalty(parameters.path("frequency_penalty").asDouble(0))
                .build();
    }

    static Stream<JsonNode> warmCases() {
        return cases().filter(golden -> golden.get("params").get("temperature").asDouble() > 0);
    }

    static Stream<JsonNode> greedyCases() {
        return cases().filter(golden -> golden.get("params").get("temperature").asDouble() == 0);
    }

    private static Stream<JsonNode> cases() {
        return GoldenFiles.json("sampling/cases.json").get("cases").valueStream();
    }
}
