package dev.gaia.launcher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks, one command each. */
@Command(
        name = "bench",
        description = {
            "Measures; the last line is one JSON object.",
            "Examples: ./gaia bench engine --peer llama.cpp     ./gaia bench chat --rounds 10"
        },
        subcommands = {
            ChatBenchCommand.class,
            EngineBenchCommand.class,
            FuzzBenchCommand.class,
            GatewayBenchCommand.class,
            QualityBenchCommand.class,
            ServingBenchCommand.class,
            SpeculationBenchCommand.class,
            StreamsBenchCommand.class
        })
final class BenchCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Which benchmark? There are "
                            + String.join(", ", spec.subcommands().keySet()) + ".");
        }
    }
}
