package dev.gaia.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "gateway",
        description = {
            "A gateway of its own before an upstream of its own, with identity, limits and metrics on: what it adds to a",
            "request at one connection, and its throughput beside nginx as a plain reverse proxy where nginx is installed.",
            "All are asked in turn, round by round, and medians compared.",
            "Examples: ./gaia bench gateway     ./gaia bench gateway --rounds 9 --connections 128"
        })
final class GatewayBenchCommand implements Callable<Integer> {

    private static final int WARM_UP_CONNECTIONS = 32;

    @Option(names = "--rounds", defaultValue = "5", description = "How many measured rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--requests",
            defaultValue = "4000",
            description = "One after the other on one connection, each round (${DEFAULT-VALUE}).")
    private int requests;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "At once, when throughput is measured (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "How long throughput is measured each round (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds (${DEFAULT-VALUE}).")
    private int warmUp;

    /** A way to the upstream. */
    private record Way(String name, int port, @Nullable ProcessHandle process, Measured measured) {}

    /** Figures of each round. */
    private record Measured(List<Double> p50, List<Double> p99, List<Double> perSecond, List<Double> cpuMicros) {

        Measured() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    @Option(names = "--java-option", description = "For the gateway's Java, for example -XX:StartFlightRecording=...")
    private List<String> javaOptions = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Stream.of(rounds, requests, connections, seconds).anyMatch(number -> number < 1) || warmUp < 0) {
            throw new LauncherException("Rounds, requests, connections and seconds must be at least 1.");
        }
        try (BenchGateway gateway = new BenchGateway(javaOptions)) {
            List<Way> ways = new ArrayList<>(List.of(
                    new Way("direct", gateway.upstreamPort(), null, new Measured()),
                    new Way("gateway", gateway.port(), gateway.handle(), new Measured())));
            if (!Nginx.isInstalled()) {
                measure(gateway, ways);
            } else {
                try (Nginx nginx = Nginx.start(gateway.folder(), gateway.upstreamPort(), gateway.timer())) {
                    ways.add(new Way("nginx", nginx.port(), nginx.handle(), new Measured()));
                    measure(gateway, ways);
                }
            }
            System.out.println(RunState.JSON.writeValueAsString(result(ways)));
            return 0;
        }
    }

    private void measure(BenchGateway gateway, List<Way> ways) {
        for (Way way : ways) {
            if (warmUp > 0) {
                gateway.client().ask("throughput %d %d %d".formatted(way.port(), WARM_UP_CONNECTIONS, warmUp));
            }
            gateway.client().ask("latency %d %d".formatted(way.port(), requests));
        }
        for (int round = 0; round < rounds; round++) {
            for (Way way : ways) {
                JsonNode latency = gateway.client().ask("latency %d %d".formatted(way.port(), requests));
                way.measured().p50().add(latency.path("p50_ms").asDouble());
                way.measured().p99().add(latency.path("p99_ms").asDouble());
                System.err.printf(Locale.ROOT, "%s: %s%n", way.name(), latency);
            }
            for (Way way : ways) {
                Duration before = cpu(way.process());
                JsonNode throughput =
                        gateway.client().ask("throughput %d %d %d".formatted(way.port(), connections, seconds));
                double perSecond = throughput.path("per_second").asDouble();
                way.measured().perSecond().add(perSecond);
                way.measured()
                        .cpuMicros()
                        .add(cpu(way.process()).minus(before).toNanos() / 1e3 / (perSecond * seconds));
                System.err.printf(Locale.ROOT, "%s: %s%n", way.name(), throughput);
            }
        }
    }

    /** Of the process and of those that it started. */
    private static Duration cpu(@Nullable ProcessHandle process) {
        return process == null
                ? Duration.ZERO
                : Stream.concat(Stream.of(process), process.descendants())
                        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                        .reduce(Duration.ZERO, Duration::plus);
    }

    private Map<String, Object> result(List<Way> ways) {
        Measured direct = ways.get(0).measured();
        Measured gateway = ways.get(1).measured();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "gateway");
        result.put("rounds", rounds);
        result.put("connections", connections);
        result.put("added_p50_ms", addedMedian(gateway.p50(), direct.p50()));
        result.put("added_p99_ms", addedMedian(gateway.p99(), direct.p99()));
        for (Way way : ways) {
            result.put(
                    way.name(),
                    Map.of(
                            "p50_ms", median(way.measured().p50()),
                            "p99_ms", median(way.measured().p99()),
                            "per_second", median(way.measured().perSecond()),
                            "cpu_micros", median(way.measured().cpuMicros())));
        }
        if (ways.size() > 2) {
            Measured nginx = ways.get(2).measured();
            result.put("of_nginx", rounded(median(gateway.perSecond()) / Math.max(1, median(nginx.perSecond()))));
            result.put("nginx_added_p50_ms", addedMedian(nginx.p50(), direct.p50()));
            result.put("nginx_added_p99_ms", addedMedian(nginx.p99(), direct.p99()));
        }
        return result;
    }

    private static double addedMedian(List<Double> through, List<Double> direct) {
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < through.size(); i++) {
            added.add(through.get(i) - direct.get(i));
        }
        return median(added);
    }

    private static double median(List<Double> numbers) {
        return rounded(numbers.stream().sorted().toList().get(numbers.size() / 2));
    }

    private static double rounded(double number) {
        return Math.round(number * 1e3) / 1e3;
    }
}
