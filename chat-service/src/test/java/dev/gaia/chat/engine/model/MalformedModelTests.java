package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MalformedModelTests {

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void brokenFileIsRefusedWithTheNamedFlaw(String file, Flaw flaw) {
        assertThatThrownBy(() -> load(GoldenFiles.path("malformed/" + file)))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        refusal -> assertThat(refusal.flaw()).isEqualTo(flaw));
    }

    @Test
    void soundFileLoads() throws IOException {
        load(GoldenFiles.path("malformed/sound.gguf"));
    }

    @Test
    void soundSafetensorsFileIsRead() throws IOException {
        assertThat(readTensors(GoldenFiles.path("malformed/sound.safetensors"))).containsOnlyKeys("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.pt", "pytorch_model.bin", "model.pth", "last.ckpt", "model.pickle"})
    void pickleIsRefusedByItsName(String name, @TempDir Path folder) throws IOException {
        Path pickle = Files.write(folder.resolve(name), new byte[] {(byte) 0x80, 2, '.'});
        Files.copy(GoldenFiles.path("tiny/llama/config.json"), folder.resolve("config.json"));

        for (Path path : List.of(pickle, folder)) {
            assertThatThrownBy(() -> ModelFile.open(path))
                    .isInstanceOfSatisfying(
                            ModelFileException.class,
                            refusal -> assertThat(refusal.flaw()).isEqualTo(Flaw.UNSAFE_FORMAT))
                    .hasMessageContaining(name);
        }
    }

    @Test
    void tensorThatTheFamilyDoesNotUseIsRefused(@TempDir Path folder) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(GoldenFiles.path("tiny/qwen2/" + name), folder.resolve(name));
        }
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"qwen2\"", "\"llama\""));

        assertThatThrownBy(() -> load(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(".bias");
    }

    @Test
    void fileCutAnywhereIsRefused(@TempDir Path folder) throws IOException {
        byte[] sound = Files.readAllBytes(GoldenFiles.path("malformed/sound.gguf"));
        for (int length = 0; length < sound.length; length += 97) {
            Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> load(cut)).isInstanceOf(ModelFileException.class);
        }
    }

    @Test
    void headerWithChangedBytesEitherLoadsOrIsRefused(@TempDir Path folder) throws IOException {
        byte[] sound = Files.readAllBytes(GoldenFiles.path("malformed/sound.gguf"));
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            byte[] changed = sound.clone();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                changed[random.nextInt(2_000)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("changed.gguf"), changed);
            try (GgufFile gguf = GgufFile.open(file)) {
                LlamaConfig config = gguf.config();
                new LlamaWeights(gguf, config).embedding();
            } catch (ModelFileException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }

    static Stream<Arguments> brokenFiles() {
        return GoldenFiles.json("malformed/manifest.json")
                .get("files")
                .valueStream()
                .filter(entry -> !entry.get("expect").asString().equals("valid"))
                .map(entry -> Arguments.of(
                        name(entry), Flaw.valueOf(entry.get("expect").asString().toUpperCase(Locale.ROOT))));
    }

    private static Map<String, TensorInfo> readTensors(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return Files.isDirectory(path)
                    ? ModelFolder.readTensors(path, arena)
                    : SafetensorsReader.read(MemorySegment.ofArray(Files.readAllBytes(path)));
        }
    }

    private static String name(JsonNode entry) {
        return entry.get("file").asString();
    }

    private static void load(Path path) throws IOException {
        if (path.toString().endsWith(".safetensors") || Files.exists(path.resolve("model.safetensors.index.json"))) {
            readTensors(path);
            return;
        }
        try (ModelFile file = ModelFile.open(path);
                CausalModel model = CausalModel.load(file, Precision.FP32, 0, 16)) {
            assertThat(model.vocabulary()).isPositive();
        }
    }
}
