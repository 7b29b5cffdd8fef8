package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Processes whose supervisor was killed; the next {@code up} or {@code down} ends them. */
final class Orphans {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private Orphans() {}

    /** Told apart from later processes with the same ids by when they started. */
    private record Children(List<RunState.Entry> stores, List<RunState.Entry> services) {}

    /** Keeps who the children are. */
    static void record(Installation installation, List<Long> stores, List<Long> services) throws IOException {
        Installation.write(
                file(installation), RunState.JSON.writeValueAsString(new Children(entries(stores), entries(services))));
    }

    static void forget(Installation installation) throws IOException {
        Files.deleteIfExists(file(installation));
    }

    /** @return how many there were */
    static int end(Installation installation, Consumer<String> progress) throws IOException, InterruptedException {
        if (!Files.exists(file(installation))) {
            return 0;
        }
        Children children = RunState.JSON.readValue(Files.readString(file(installation)), Children.class);
        List<ProcessHandle> services = alive(children.services());
        List<ProcessHandle> stores = alive(children.stores());
        int count = services.size() + stores.size();
        if (count > 0) {
            progress.accept("The last run was cut off; ending the " + count + " processes that it left");
        }
        end(services);
        end(stores);
        forget(installation);
        return count;
    }

    private static List<RunState.Entry> entries(List<Long> pids) {
        return pids.stream().filter(pid -> pid > 0).map(RunState.Entry::of).toList();
    }

    private static List<ProcessHandle> alive(List<RunState.Entry> entries) {
        return entries.stream().flatMap(entry -> entry.process().stream()).toList();
    }

    /** By both signals: PostgreSQL would wait for its clients on SIGTERM, and what a script started in its background ignores SIGINT. */
    private static void end(List<ProcessHandle> processes) throws InterruptedException {
        for (ProcessHandle process : processes) {
            ManagedProcess.interrupt(process);
            process.destroy();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException tooLong) {
                process.destroyForcibly();
                process.onExit().join();
            }
        }
    }

    private static Path file(Installation installation) throws IOException {
        return installation.run("children.json");
    }
}
