package dev.gaia.launcher;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "speculation",
        description = "What guessing tokens from what came before brings to copies, code and stories, 1 to 8 at once.")
final class SpeculationBenchCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        String model = ModelFile.of(System.err::println).locate().toString();
        return new EngineProgram("SpeculationBenchmark", "512m")
                .with(List.of(model))
                .inheritIO()
                .start()
                .waitFor();
    }
}
