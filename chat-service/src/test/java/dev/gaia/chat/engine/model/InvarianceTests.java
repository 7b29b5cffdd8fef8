package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logits do not depend on how a sequence was read and on what is read beside it: to the last bit on our own kernels, and up to
 * PyTorch's rounding on PyTorch, which multiplies one row in another order than several.
 */
@Tag("native")
class InvarianceTests {

    private static final int CONTEXT = 128;
    private static final int[] TOKENS =
            IntStream.range(0, 40).map(i -> i * 7 % 50).toArray();
    private static final int NEXT = 5;

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void decodingEqualsReadingAtOnce(String model, Precision precision) throws IOException {
        try (SlottedModel loaded = load(model, precision, 2)) {
            float[] atOnce = loaded.prefill(0, 0, TOKENS);

            float[] last = atOnce;
            for (int i = 0; i < TOKENS.length; i++) {
                last = loaded.decode(new int[] {0, TOKENS[i]}, new int[] {0, i})[1];
            }

            assertThat(last).containsExactly(atOnce, within(precision));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void readingInPiecesEqualsReadingAtOnce(String model, Precision precision) throws IOException {
        try (SlottedModel loaded = load(model, precision, 2)) {
            float[] atOnce = loaded.prefill(0, 0, TOKENS);

            loaded.prefill(1, 0, Arrays.copyOfRange(TOKENS, 0, 5));
            loaded.prefill(1, 5, TOKENS[5]);
            loaded.prefill(1, 6, Arrays.copyOfRange(TOKENS, 6, 33));

            assertThat(loaded.prefill(1, 33, Arrays.copyOfRange(TOKENS, 33, TOKENS.length)))
                    .containsExactly(atOnce, within(precision));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void neighboursInTheBatchDoNotChangeARow(String model, Precision precision) throws IOException {
        try (SlottedModel loaded = load(model, precision, 4)) {
            loaded.prefill(0, 0, TOKENS);
            float[] alone = loaded.decode(new int[] {NEXT}, new int[] {TOKENS.length})[0];

            loaded.prefill(1, 0, Arrays.copyOf(TOKENS, 2));
            loaded.prefill(2, 0, Arrays.copyOf(TOKENS, 11));
            loaded.prefill(3, 0, IntStream.range(0, 100).map(i -> i * 3 % 50).toArray());
            int[] positions = {TOKENS.length, 2, 11, 100};

            assertThat(loaded.decode(new int[] {NEXT, 6, 7, 8}, positions)[0])
                    .containsExactly(alone, within(precision));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void promptsBesideAnswersChangeNeither(String model, Precision precision) throws IOException {
        try (SlottedModel loaded = load(model, precision, 3)) {
            float[] prompt = loaded.prefill(0, 0, TOKENS);
            float[] answer = loaded.prefill(0, TOKENS.length, NEXT);
            loaded.prefill(2, 0, TOKENS);

            float[][] together = loaded.step(
                    new Piece(new int[] {NEXT}, TOKENS.length, loaded.blocks(2), 1),
                    new Piece(Arrays.copyOf(TOKENS, 3), 0, loaded.blocks(1), 0),
                    new Piece(TOKENS, 0, loaded.blocks(0), 1));

            assertThat(together).hasDimensions(2, loaded.vocabulary());
            assertThat(together[0]).containsExactly(answer, within(precision));
            assertThat(together[1]).containsExactly(prompt, within(precision));
        }
    }

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void beginningThatAnotherHasReadServesAsItsOwn(String model, Precision precision) throws IOException {
        try (SlottedModel loaded = load(model, precision, 2)) {
            float[] fresh = loaded.prefill(0, 0, TOKENS);
            int[] sharing = loaded.blocks(1);
            System.arraycopy(loaded.blocks(0), 0, sharing, 0, 2);

            float[] shared = loaded.step(new Piece(Arrays.copyOfRange(TOKENS, 32, TOKENS.length), 32, sharing, 1))[0];

            assertThat(shared).containsExactly(fresh, within(precision));
        }
    }

    /** Logits of these models reach from −8 to 8; bfloat16 has eight bits for each. */
    private static Offset<Float> within(Precision precision) {
        return Offset.offset(
                switch (precision) {
                    case INT8, INT4 -> 0f;
                    case FP32 -> 1e-5f;
                    case BF16 -> 6e-2f;
                });
    }

    static Stream<Arguments> modelsInEachPrecision() {
        return Stream.of("llama", "llama-rope-llama3", "mistral-window8", "qwen2", "qwen3", "qwen3-q8_0.gguf")
                .flatMap(model -> Stream.of(Precision.values())
                        .filter(precision -> !precision.isInteger() || !model.startsWith("mistral"))
                        .map(precision -> Arguments.of(model, precision)));
    }

    private static SlottedModel load(String model, Precision precision, int slots) throws IOException {
        assumeTrue(!precision.isInteger() || VectorUnit.isSupported());
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tiny/" + model))) {
            return new SlottedModel(file, precision, slots, CONTEXT);
        }
    }
}
