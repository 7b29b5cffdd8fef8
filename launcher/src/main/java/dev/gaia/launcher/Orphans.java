package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.type.TypeReference;

/** Processes whose supervisor was killed; the next {@code up} or {@code down} ends them. */
final class Orphans {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Orphans() {}

    /** Keeps the children's ids with their start times, so that a recycled id is never mistaken for one of them. */
    static void record(Installation installation, List<Long> pids) throws IOException {
        List<RunState.Entry> entries =
                pids.stream().filter(pid -> pid > 0).map(RunState.Entry::of).toList();
        Installation.write(file(installation), RunState.JSON.writeValueAsString(entries));
    }

    static void forget(Installation installation) throws IOException {
        Files.deleteIfExists(file(installation));
    }

    /** @return how many there were */
    static int end(Installation installation, Consumer<String> progress) throws IOException, InterruptedException {
        if (!Files.exists(file(installation))) {
            return 0;
        }
        List<RunState.Entry> entries =
                RunState.JSON.readValue(Files.readString(file(installation)), new TypeReference<>() {});
        List<ProcessHandle> alive =
                entries.stream().flatMap(entry -> entry.process().stream()).toList();
        if (!alive.isEmpty()) {
            progress.accept("The last run was cut off; ending the " + alive.size() + " processes that it left");
        }
        // Services were recorded after the data stores, and end before them.
        for (ProcessHandle process : alive.reversed()) {
            end(process);
        }
        forget(installation);
        return alive.size();
    }

    private static void end(ProcessHandle process) throws InterruptedException {
        ManagedProcess.interrupt(process);
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException tooLong) {
            process.destroyForcibly();
        }
    }

    private static Path file(Installation installation) throws IOException {
        return installation.run("children.json");
    }
}
