package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        description = {
            "Measures the suite that runs; the last line is one JSON object.",
            "  chat   streams answers of the local model through the gateway, one by one",
            "Example: ./gaia bench chat --rounds 10"
        })
final class BenchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "chat")
    private String name = "";

    @Option(names = "--rounds", defaultValue = "5", description = "How many measured rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--tokens", defaultValue = "64", description = "The length of each answer (${DEFAULT-VALUE}).")
    private int tokens;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!name.equals("chat")) {
            throw new LauncherException("There is no benchmark named " + name + "; there is chat");
        }
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
