package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import dev.gaia.chat.engine.model.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Native code that runs while the JVM ends crashes it; so the engine must be at rest by then, whenever the end comes. */
@Tag("native")
class TerminationTests {

    private static final int TIMES = 25;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BF16", "INT8"})
    void busyProcessEndsWithSuccessAndWithoutACrash(Precision precision) throws Exception {
        assumeTrue(precision != Precision.INT8 || VectorUnit.isSupported());
        Path model = Files.createDirectory(folder.resolve("tiny"));
        GoldenFiles.copyTinyModel("llama", model);
        for (int i = 0; i < TIMES; i++) {
            Process process = start(precision, model);
            try (BufferedReader lines = process.inputReader()) {
                assertThat(lines.lines().anyMatch("busy"::equals)).isTrue();
                TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(150)); // any moment of a step
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
        assertThat(folder.toFile().list((_, name) -> name.startsWith("hs_err"))).isEmpty();
    }

    private Process start(Precision precision, Path model) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                        BusyEngineProcess.class.getName(),
                        model.toString(),
                        precision.name())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
