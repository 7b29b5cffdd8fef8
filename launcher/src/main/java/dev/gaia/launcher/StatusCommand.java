package dev.gaia.launcher;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "status", description = "Shows what runs. Ends with 0 only when every service is up.")
final class StatusCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunState state = ControlClient.connect(Installation.here()).status();
        if (json) {
            ObjectNode shown = RunState.JSON.valueToTree(state);
            shown.remove("control"); // its token is nobody else's business
            System.out.println(RunState.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(shown));
        } else {
            print(state);
        }
        boolean healthy =
                state.services().stream().allMatch(instance -> instance.health().equals("UP"));
        return healthy ? 0 : 3;
    }

    private static void print(RunState state) {
        System.out.printf(
                "%-10s %5s %8s %-18s %-9s %8s  %s%n",
                "service", "index", "pid", "address", "health", "restarts", "started");
        for (RunState.Instance instance : state.services()) {
            System.out.printf(
                    "%-10s %5d %8d %-18s %-9s %8d  %s%n",
                    instance.service(),
                    instance.index(),
                    instance.pid(),
                    instance.address() + ":" + instance.port(),
                    instance.health(),
                    instance.restarts(),
                    instance.startedAt().truncatedTo(ChronoUnit.SECONDS));
        }
        System.out.println();
        for (RunState.Store store : state.dataStores()) {
            System.out.printf(
                    "%-16s %8d %-18s %-9s %8d%n",
                    store.name(),
                    store.pid(),
                    "127.0.0.1:" + store.port(),
                    store.alive() ? "UP" : "DOWN",
                    store.restarts());
        }
    }
}
