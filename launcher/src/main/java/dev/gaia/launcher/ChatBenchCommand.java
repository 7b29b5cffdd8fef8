package dev.gaia.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "chat",
        description = "Streams answers through the gateway of the suite that runs, one by one: first token and speed.")
final class ChatBenchCommand implements Callable<Integer> {

    @Option(names = "--rounds", defaultValue = "5", description = "How many measured rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--tokens", defaultValue = "64", description = "The length of each answer (${DEFAULT-VALUE}).")
    private int tokens;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || tokens < 2) {
            throw new LauncherException("At least one round and two tokens are needed to measure anything.");
        }
        RunningGaia running = RunningGaia.find();
        new ChatBenchmark(running.address("gateway"), running.developerKey()).run(rounds, tokens);
        return 0;
    }
}
