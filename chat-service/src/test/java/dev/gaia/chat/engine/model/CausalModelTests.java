package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIndexOutOfBoundsException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class CausalModelTests {

    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f16", "bf16", "q4_0", "q4_1", "q5_0", "q5_1", "q8_0", "q4_k-q6_k"})
    void logitsAreThoseOfTheReference(String stored) throws IOException {
        try (SlottedModel model = tiny(stored, 1)) {
            String golden = "tiny/llama-" + stored + ".golden.safetensors";
            int[] ids = ids(golden, "ids_0");
            float[] logits = GoldenFiles.floats(golden, "logits_0");
            for (int position = 0; position < ids.length; position++) {
                float[] row = model.prefill(0, 0, Arrays.copyOf(ids, position + 1));
                assertThat(row)
                        .containsExactly(
                                Arrays.copyOfRange(
                                        logits, position * model.vocabulary(), (position + 1) * model.vocabulary()),
                                CLOSE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "q4_1", "q8_0", "q4_k-q6_k"})
    void greedyAnswerIsThatOfTheReference(String stored) throws IOException {
        try (SlottedModel model = tiny(stored, 1)) {
            int[] ids = ids("tiny/llama-" + stored + ".golden.safetensors", "ids_0");
            int[] expected = GoldenFiles.ints(GoldenFiles.json("tiny/llama-" + stored + ".golden.json")
                    .get("greedy")
                    .get(0)
                    .get("ids"));
            int[] answer = new int[expected.length];
            float[] logits = model.prefill(0, 0, ids);
            for (int i = 0; i < answer.length; i++) {
                answer[i] = likeliest(logits);
                logits = model.decode(new int[] {answer[i]}, new int[] {ids.length + i})[0];
            }
            assertThat(answer).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "f16", "bf16", "q4_0", "q4_1", "q5_0", "q5_1", "q8_0", "q4_k-q6_k"})
    void eightBitLogitsAreNearThoseOfTheReference(String stored) throws IOException {
        try (SlottedModel model = tiny(stored, Precision.INT8, 1)) {
            String golden = "tiny/llama-" + stored + ".golden.safetensors";
            int[] ids = ids(golden, "ids_0");
            float[] logits = GoldenFiles.floats(golden, "logits_0");
            int last = (ids.length - 1) * model.vocabulary();
            float[] expected = Arrays.copyOfRange(logits, last, last + model.vocabulary());

            assertThat(model.prefill(0, 0, ids)).containsExactly(expected, Offset.offset(0.1f * greatest(expected)));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void pieceOutsideModelOrBlocksIsRefused(Precision precision) throws IOException {
        try (SlottedModel model = tiny("f32", precision, 1)) {
            assertThatIndexOutOfBoundsException().isThrownBy(() -> model.prefill(0, 128, 1));
            assertThatIndexOutOfBoundsException().isThrownBy(() -> model.prefill(0, 0, model.vocabulary()));
            assertThatIndexOutOfBoundsException()
                    .isThrownBy(() -> model.step(new Piece(new int[] {1}, 16, new int[] {0}, 1)));
            assertThatIndexOutOfBoundsException()
                    .isThrownBy(() -> model.step(new Piece(new int[] {1}, 0, new int[] {99_999}, 1)));
        }
    }

    private static SlottedModel tiny(String stored, int slots) throws IOException {
        return tiny(stored, Precision.FP32, slots);
    }

    private static SlottedModel tiny(String stored, Precision precision, int slots) throws IOException {
        assumeTrue(!precision.isInteger() || VectorUnit.isSupported());
        try (GgufFile file = GgufFile.open(GoldenFiles.path("tiny/llama-" + stored + ".gguf"))) {
            return new SlottedModel(file, precision, slots, 128);
        }
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static int[] ids(String file, String name) {
        ByteBuffer data = GoldenFiles.tensor(file, name);
        long[] ids = new long[data.remaining() / Long.BYTES];
        data.asLongBuffer().get(ids);
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
