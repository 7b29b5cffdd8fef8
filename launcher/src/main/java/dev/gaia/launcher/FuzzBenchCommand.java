package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "fuzz-models",
        description = "Broken model files, tokenizers and templates by the million: each is read or refused in time.")
final class FuzzBenchCommand implements Callable<Integer> {

    @Option(names = "--count", defaultValue = "1000000", description = "How many broken files (${DEFAULT-VALUE}).")
    private long count;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (count < 1) {
            throw new LauncherException("At least one file is needed to find anything.");
        }
        Path sound = Installation.here().root().resolve("chat-service/src/test/resources/golden");
        return new EngineProgram("FuzzBenchmark", "512m")
                .with(List.of(sound.toString(), Long.toString(count)))
                .inheritIO()
                .start()
                .waitFor();
    }
}
