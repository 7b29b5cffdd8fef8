package dev.gaia.launcher;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "streams",
        description = {
            "Event streams through one gateway process from one upstream process: how many are held, how much later events",
            "arrive than without the gateway, its memory for each, and whether both stay as they are.",
            "Examples: ./gaia bench streams     ./gaia bench streams --streams 1000 --rate 10 --seconds 30"
        })
final class StreamsBenchCommand implements Callable<Integer> {

    @Option(names = "--streams", defaultValue = "10000", description = "At once (${DEFAULT-VALUE}).")
    private int streams;

    @Option(names = "--rate", defaultValue = "1", description = "Events a second on each (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long they are held (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--java-option", description = "For the gateway's Java, for example -XX:StartFlightRecording=...")
    private List<String> javaOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (streams < 1 || rate < 1 || rate > 1_000 || seconds < 10) {
            throw new LauncherException("At least 1 stream, 1 to 1000 events a second and 10 seconds are needed.");
        }
        try (BenchGateway gateway = new BenchGateway(javaOptions)) {
            Contestant client = gateway.client();
            int warmUp = Math.min(streams, 1_000);
            client.ask("throughput %d 32 10".formatted(gateway.port()));
            client.ask("streams %d %d %d 10".formatted(gateway.upstreamPort(), warmUp, rate));
            client.ask("streams %d %d %d 10".formatted(gateway.port(), warmUp, rate));
            JsonNode direct = client.ask("streams %d %d %d 10".formatted(gateway.upstreamPort(), streams, rate));
            System.err.printf(Locale.ROOT, "direct: %s%n", direct);
            MemoryWatch memory = new MemoryWatch(gateway);
            JsonNode through = client.ask("streams %d %d %d %d".formatted(gateway.port(), streams, rate, seconds));
            System.err.printf(Locale.ROOT, "gateway: %s%n", through);
            System.out.println(RunState.JSON.writeValueAsString(result(direct, through, memory)));
            return 0;
        }
    }

    private Map<String, Object> result(JsonNode direct, JsonNode through, MemoryWatch memory) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "streams");
        result.put("streams", streams);
        result.put("rate", rate);
        result.put("seconds", seconds);
        result.put("added_lag_p50_ms", added(direct, through, "lag_p50_ms"));
        result.put("added_lag_p99_ms", added(direct, through, "lag_p99_ms"));
        result.put("gateway_kb_per_stream", memory.kilobytesEach(streams));
        result.put("gateway_mb_over_time", memory.megabytesOverTime());
        result.put("gateway", through);
        result.put("direct", direct);
        return result;
    }

    private static double added(JsonNode direct, JsonNode through, String figure) {
        return Math.round((through.path(figure).asDouble() - direct.path(figure).asDouble()) * 1e3) / 1e3;
    }
}
