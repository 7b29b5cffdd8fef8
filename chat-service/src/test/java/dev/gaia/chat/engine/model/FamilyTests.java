package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family as GGUF and as a folder of Hugging Face's, against transformers' answers. */
@Tag("native")
class FamilyTests {

    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);
    private static final int MORE_THAN_THE_WINDOW = 128;

    @ParameterizedTest
    @MethodSource("models")
    void logitsAreThoseOfTheReference(String model) throws IOException {
        try (SlottedModel loaded = load(model, Precision.FP32, 1)) {
            for (int sequence = 0; sequence < 2; sequence++) {
                int[] ids = ids(model, sequence);
                float[] logits = GoldenFiles.floats(golden(model), "logits_" + sequence);
                for (int position = 0; position < ids.length; position++) {
                    assertThat(loaded.prefill(0, 0, Arrays.copyOf(ids, position + 1)))
                            .containsExactly(row(logits, position, loaded.vocabulary()), CLOSE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void greedyAnswerIsThatOfTheReference(String model) throws IOException {
        try (SlottedModel loaded = load(model, Precision.FP32, 1)) {
            int[] ids = ids(model, 0);
            int[] expected = GoldenFiles.ints(GoldenFiles.json(golden(model).replace(".safetensors", ".json"))
                    .get("greedy")
                    .get(0)
                    .get("ids"));
            int[] answer = new int[expected.length];
            float[] logits = loaded.prefill(0, 0, ids);
            for (int i = 0; i < answer.length; i++) {
                answer[i] = likeliest(logits);
                logits = loaded.decode(new int[] {answer[i]}, new int[] {ids.length + i})[0];
            }
            assertThat(answer).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsInEightBits")
    void eightBitLogitsAreNearThoseOfTheReference(String model) throws IOException {
        try (SlottedModel loaded = load(model, Precision.INT8, 1)) {
            int[] ids = ids(model, 0);
            float[] logits = GoldenFiles.floats(golden(model), "logits_0");
            float[] expected = row(logits, ids.length - 1, loaded.vocabulary());

            assertThat(loaded.prefill(0, 0, ids)).containsExactly(expected, Offset.offset(0.1f * greatest(expected)));
        }
    }

    @Test
    void windowWithinTheServedContextIsLeftToPyTorch() throws IOException {
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tiny/mistral-window8"))) {
            assertThat(KernelModel.canServe(file.config(), 8)).isTrue();
            assertThat(KernelModel.canServe(file.config(), 9)).isFalse();
            assertThatThrownBy(() -> CausalModel.load(file, Precision.INT8, 1, 9))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("sliding window");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-rope-llama3", "mistral-window8", "qwen2", "qwen3"})
    void bothSpellingsOfTheConfigurationSayTheSame(String model, @TempDir Path folder) throws IOException {
        copy(GoldenFiles.path("tiny/" + model), folder);
        Files.move(
                folder.resolve("config-v4.json"),
                folder.resolve("config.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (ModelFile old = ModelFile.open(folder);
                ModelFile current = ModelFile.open(GoldenFiles.path("tiny/" + model))) {
            assertThat(old.config()).isEqualTo(current.config());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    static Stream<String> models() {
        return Stream.of(
                "llama",
                "llama-bf16",
                "llama-rope-llama3",
                "llama-sharded-f16",
                "mistral-window8",
                "qwen2",
                "qwen3",
                "llama-rope-llama3-f16.gguf",
                "qwen2-q8_0.gguf",
                "qwen3-q8_0.gguf");
    }

    static Stream<String> modelsInEightBits() {
        return models().filter(model -> !model.startsWith("mistral"));
    }

    private static SlottedModel load(String model, Precision precision, int slots) throws IOException {
        assumeTrue(!precision.isInteger() || VectorUnit.isSupported());
        try (ModelFile file = ModelFile.open(GoldenFiles.path("tiny/" + model))) {
            return new SlottedModel(file, precision, slots, MORE_THAN_THE_WINDOW);
        }
    }

    private static String golden(String model) {
        return model.endsWith(".gguf")
                ? "tiny/" + model.replace(".gguf", ".golden.safetensors")
                : "tiny/" + model + "/golden.safetensors";
    }

    private static int[] ids(String model, int sequence) {
        ByteBuffer data = GoldenFiles.tensor(golden(model), "ids_" + sequence);
        long[] ids = new long[data.remaining() / Long.BYTES];
        data.asLongBuffer().get(ids);
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static float[] row(float[] logits, int position, int vocabulary) {
        return Arrays.copyOfRange(logits, position * vocabulary, (position + 1) * vocabulary);
    }

    private static float greatest(float[] values) {
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
