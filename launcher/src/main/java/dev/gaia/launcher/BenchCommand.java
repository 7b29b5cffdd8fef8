package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        description = {
            "Measures; the last line is one JSON object.",
            "  chat    streams answers of the local model through the gateway of the suite that runs, one by one",
            "  engine  the model alone, in a process of its own: reading prompts, 1 to 32 answers at once",
            "  fuzz-models  broken model files, tokenizers and templates: whether each is read or refused in time",
            "Examples: ./gaia bench chat --rounds 10     ./gaia bench engine --precision bf16",
            "          ./gaia bench fuzz-models --count 100000"
        })
final class BenchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "chat, engine or fuzz-models")
    private String name = "";

    @Option(names = "--rounds", defaultValue = "5", description = "How many measured rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--tokens", defaultValue = "64", description = "The length of each answer (${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--precision",
            defaultValue = "",
            description = "engine: int8, bf16 or fp32 (the processor's best).")
    private String precision = "";

    @Option(
            names = "--count",
            defaultValue = "1000000",
            description = "fuzz-models: how many broken files (${DEFAULT-VALUE}).")
    private long count;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return switch (name) {
            case "chat" -> chat();
            case "engine" -> engine();
            case "fuzz-models" -> fuzzModels();
            default ->
                throw new LauncherException(
                        "There is no benchmark named " + name + "; there are chat, engine and fuzz-models");
        };
    }

    private int engine() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of(ModelFile.of(System.err::println).locate().toString()));
        if (!precision.isEmpty()) {
            arguments.add(precision);
        }
        return inAProcessOfItsOwn("EngineBenchmark", arguments);
    }

    private int fuzzModels() throws IOException, InterruptedException {
        if (count < 1) {
            throw new LauncherException("At least one file is needed to find anything.");
        }
        Path sound = Installation.here().root().resolve("chat-service/src/test/resources/golden");
        return inAProcessOfItsOwn("FuzzBenchmark", List.of(sound.toString(), Long.toString(count)));
    }

    private static int inAProcessOfItsOwn(String program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Java.command(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ServiceKind.CHAT.jar(Installation.here().root()).toString(),
                "dev.gaia.chat.engine.runtime." + program));
        command.addAll(arguments);
        ProcessBuilder benchmark = new ProcessBuilder(command).inheritIO();
        benchmark
                .environment()
                .putAll(Map.of(
                        "DJL_CACHE_DIR", Installation.cache().resolve("djl").toString(), "GOMP_SPINCOUNT", "10000"));
        return benchmark.start().waitFor();
    }

    private int chat() throws IOException, InterruptedException {
        if (rounds < 1 || tokens < 2) {
            throw new LauncherException("At least one round and two tokens are needed to measure anything.");
        }
        Installation installation = Installation.here();
        RunState state = ControlClient.connect(installation).status();
        String key = new Secrets(installation)
                .find(DeveloperAccount.API_KEY)
                .orElseThrow(() -> new LauncherException("There is no developer key; run ./gaia up --wait"));
        new ChatBenchmark("http://127.0.0.1:" + portOf(state, "gateway"), key).run(rounds, tokens);
        return 0;
    }

    private static int portOf(RunState state, String service) {
        return state.services().stream()
                .filter(instance -> instance.service().equals(service))
                .findFirst()
                .orElseThrow(() -> new LauncherException("The " + service + " does not run."))
                .port();
    }
}
