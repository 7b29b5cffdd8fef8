package dev.gaia.launcher;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "quality",
        description =
                "What each precision of the model loses against fp32 on a fixed text: perplexity, likeliest tokens.")
final class QualityBenchCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        String model = ModelFile.of(System.err::println).locate().toString();
        return new EngineProgram("QualityBenchmark", "1g")
                .with(List.of(model))
                .inheritIO()
                .start()
                .waitFor();
    }
}
