package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.kernel.VectorUnit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own, whose heap is all there from the beginning: what grows then is lost. */
@Tag("native")
class SoakTests {

    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path model;

    @Test
    void hundredThousandRequestsLeaveNothingBehind() throws IOException {
        assumeTrue(VectorUnit.isSupported());
        GoldenFiles.copyTinyModel("llama", model);
        Process process = start(100_000);
        try (BufferedReader lines = process.inputReader()) {
            List<String> grown = lines.lines()
                    .filter(line -> line.startsWith("grown "))
                    .map(line -> List.of(line.split(" ")))
                    .findFirst()
                    .orElseThrow();

            assertThat(Long.parseLong(grown.get(1))).as("heap").isLessThan(4 * MEGABYTE);
            assertThat(Long.parseLong(grown.get(2))).as("process").isLessThan(32 * MEGABYTE);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(int requests) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:+AlwaysPreTouch",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                SoakProcess.class.getName(),
                model.toString(),
                Integer.toString(requests));
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
