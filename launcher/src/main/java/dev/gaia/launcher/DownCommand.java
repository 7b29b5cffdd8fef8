package dev.gaia.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

@Command(name = "down", description = "Ends everything that runs; what was stored stays for the next up.")
final class DownCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation installation = Installation.here();
        Optional<RunState> running = RunState.readLive(installation);
        if (running.isEmpty()) {
            int orphans = Orphans.end(installation, System.out::println);
            RunState.delete(installation);
            System.out.println(orphans == 0 ? "Nothing runs here." : "Ended.");
            return 0;
        }
        ProcessHandle supervisor = running.get().supervisor().process().orElseThrow();
        supervisor.destroy(); // its shutdown hook ends the children, even while it is still starting
        try {
            supervisor.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException tooLong) {
            supervisor.destroyForcibly();
            supervisor.onExit().join();
            Orphans.end(installation, System.out::println);
        }
        System.out.println("Ended.");
        return 0;
    }
}
