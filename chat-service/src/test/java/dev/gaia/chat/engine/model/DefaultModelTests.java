package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The default model against transformers' answers; tolerances in {@code golden/README.md}. */
@Tag("native")
class DefaultModelTests {

    @Test
    void logitsAtChosenPositionsAreThoseOfTheReference() throws IOException {
        try (SlottedModel model = load(Precision.FP32)) {
            for (JsonNode golden : GoldenFiles.json("smollm2/cases.json").get("cases")) {
                int[] ids = GoldenFiles.ints(golden.get("ids"));
                for (JsonNode position : golden.get("positions")) {
                    int end = position.get("position").asInt() + 1;
                    float[] logits = model.prefill(0, 0, Arrays.copyOf(ids, end));
                    int[] top = GoldenFiles.ints(position.get("top_ids"));
                    for (int i = 0; i < top.length; i++) {
                        assertThat(logits[top[i]])
                                .isCloseTo(
                                        (float) position.get("top_logits")
                                                .get(i)
                                                .asDouble(),
                                        Offset.offset(1e-3f));
                    }
                }
            }
        }
    }

    @Test
    void allLogitsOfOnePositionAreThoseOfTheReference() throws IOException {
        try (SlottedModel model = load(Precision.FP32)) {
            JsonNode golden =
                    GoldenFiles.json("smollm2/cases.json").get("cases").get(0);
            float[] logits = model.prefill(0, 0, GoldenFiles.ints(golden.get("ids")));

            assertThat(logits)
                    .containsExactly(
                            GoldenFiles.floats("smollm2/full_logits.safetensors", "capital"), Offset.offset(1e-3f));
        }
    }

    /** Feeds the reference's answer and asks for its next token, so that one near-tie cannot derail the rest. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void greedyAnswersAgreeWhereverTheMarginIsClear(Precision precision) throws IOException {
        assumeTrue(!precision.isInteger() || VectorUnit.isSupported());
        double clear = switch (precision) {
            case FP32 -> 0.01;
            case BF16 -> 0.25;
            case INT8 -> 0.5;
            case INT4 -> 2;
        };
        int agreed = 0;
        int asked = 0;
        double drift = 0;
        try (SlottedModel model = load(precision)) {
            for (JsonNode golden : GoldenFiles.json("smollm2/cases.json").get("cases")) {
                int[] prompt = GoldenFiles.ints(golden.get("ids"));
                int[] answer = GoldenFiles.ints(golden.get("greedy").get("ids"));
                float[] logits = model.prefill(0, 0, prompt);
                for (int i = 0; i < answer.length; i++) {
                    boolean same = likeliest(logits) == answer[i];
                    asked++;
                    agreed += same ? 1 : 0;
                    assertThat(same
                                    || golden.get("greedy")
                                                    .get("margins")
                                                    .get(i)
                                                    .asDouble()
                                            <= clear)
                            .as("%s token %d", golden.get("name"), i)
                            .isTrue();
                    drift += Math.abs(logProbability(logits, answer[i])
                            - golden.get("greedy").get("logprobs").get(i).asDouble());
                    logits = model.decode(new int[] {answer[i]}, new int[] {prompt.length + i})[0];
                }
            }
        }
        assertThat(drift / asked)
                .isLessThanOrEqualTo(
                        switch (precision) {
                            case FP32 -> 1e-3;
                            case BF16, INT8 -> 0.05;
                            case INT4 -> 0.3;
                        });
        assertThat((double) agreed / asked)
                .isGreaterThan(
                        switch (precision) {
                            case FP32, BF16 -> 0.97;
                            case INT8 -> 0.95;
                            case INT4 -> 0.8;
                        });
    }

    private static SlottedModel load(Precision precision) throws IOException {
        try (GgufFile file = GgufFile.open(GoldenFiles.defaultModel())) {
            return new SlottedModel(file, precision, 1, 1024);
        }
    }

    private static int likeliest(float[] logits) {
        return IntStream.range(0, logits.length).reduce(0, (best, i) -> logits[i] > logits[best] ? i : best);
    }

    private static double logProbability(float[] logits, int token) {
        double greatest = logits[likeliest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        return logits[token] - greatest - Math.log(sum);
    }
}
