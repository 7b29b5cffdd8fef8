package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class ConfiguredModelTests {

    @TempDir
    private Path folder;

    private Path file;
    private Path other;

    @BeforeEach
    void makeModels() throws IOException {
        file = Files.createFile(folder.resolve("Small.Q4_1.gguf"));
        other = Files.createDirectory(folder.resolve("Qwen3-0.6B"));
    }

    @Test
    void oneModelAloneIsTheDefault() {
        assertThat(ids(file, "", List.of())).containsExactly("small.q4_1");
    }

    @Test
    void oneOnItsOwnComesBeforeTheListAndIsNotTakenTwice() {
        assertThat(ids(other, "", List.of(file, other))).containsExactly("qwen3-0.6b", "small.q4_1");
    }

    @Test
    void listAloneHasTheDefaultFirstAndOnlyThatIsRenamed() {
        assertThat(ids(null, "mu", List.of(file, other))).containsExactly("mu", "qwen3-0.6b");
    }

    @Test
    void pathThatDoesNotExistIsRefusedByName() {
        assertThatExceptionOfType(InvalidModelListException.class)
                .isThrownBy(() -> ids(file, "", List.of(folder.resolve("missing.gguf"))))
                .withMessageContaining("missing.gguf");
    }

    @Test
    void twoOfTheSameNameAreRefused() throws IOException {
        Path twin =
                Files.createFile(Files.createDirectory(folder.resolve("twin")).resolve("small.q4_1.gguf"));

        assertThatExceptionOfType(InvalidModelListException.class)
                .isThrownBy(() -> ids(file, "", List.of(twin)))
                .withMessageContaining("small.q4_1");
    }

    @Test
    void noneAtAllIsRefused() {
        assertThatExceptionOfType(InvalidModelListException.class).isThrownBy(() -> ids(null, "", List.of()));
    }

    private static List<String> ids(@Nullable Path path, String id, List<Path> models) {
        EngineProperties properties = new EngineProperties(
                true, path, id, null, null, 4, 4, Duration.ofSeconds(30), 512, DataSize.ofMegabytes(1), 32, true);
        ModelPoolProperties pool = new ModelPoolProperties(models, null, Duration.ofSeconds(1));
        return ConfiguredModel.all(properties, pool, new SimpleMeterRegistry()).stream()
                .map(ModelSource::id)
                .toList();
    }
}
