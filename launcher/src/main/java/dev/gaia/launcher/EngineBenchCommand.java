package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "engine",
        description = {
            "The model alone, in a process of its own: reading prompts, 1 to 32 answers at once, up to 8,000 tokens.",
            "With a peer, both are asked in turn, round by round, and their medians compared.",
            "Examples: ./gaia bench engine --precision bf16     ./gaia bench engine --peer llama.cpp"
        })
final class EngineBenchCommand implements Callable<Integer> {

    @Option(names = "--rounds", defaultValue = "5", description = "How many measured rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--precision", defaultValue = "", description = "int8, int4, bf16 or fp32 (the processor's best).")
    private String precision = "";

    @Option(names = "--peer", defaultValue = "", description = "llama.cpp: on this file, and on its fastest formats.")
    private String peer = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new LauncherException("At least one round is needed to measure anything.");
        }
        Path model = ModelFile.of(System.err::println).locate();
        List<Contestant> contestants = new ArrayList<>();
        try {
            contestants.add(gaia(model, precision, EngineBenchmark.CONTEXT));
            if (!peer.isEmpty()) {
                contestants.addAll(LlamaCpp.named(peer).engines(model));
            }
            new EngineBenchmark(contestants, rounds).run(model);
            return 0;
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    /** @param precision the processor's best when empty */
    static Contestant gaia(Path model, String precision, int context) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of(model.toString(), Integer.toString(context), Integer.toString(EngineBenchmark.ANSWER)));
        if (!precision.isEmpty()) {
            arguments.add(precision);
        }
        return Contestant.start("gaia", new EngineProgram("EngineBenchmark", "512m").with(arguments));
    }
}
