package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serving",
        description = {
            "Streams over HTTP from the chat-service of the suite that runs: 16 and 64 at once, then more and more",
            "arrivals a second, of which those count whose first token and gaps are in time (goodput).",
            "Examples: ./gaia bench serving --through gateway     ./gaia bench serving --peer llama.cpp"
        })
final class ServingBenchCommand implements Callable<Integer> {

    private static final int STREAM_TOKENS = 1024;

    /** Of sixteen streams while all of them run: 130 tokens of prompt and, on average, 225 of the answer. */
    private static final int MEAN_CONTEXT = 355;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long each rate of arrivals is held (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--through", defaultValue = "chat", description = "chat or gateway (${DEFAULT-VALUE}).")
    private String through = "chat";

    @Option(names = "--peer", defaultValue = "", description = "llama.cpp: its own server, on the same file and cores.")
    private String peer = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1) {
            throw new LauncherException("At least one second is needed to measure anything.");
        }
        RunningGaia running = RunningGaia.find();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "serving");
        result.put("through", through);
        result.put("seconds", seconds);
        ServingBenchmark benchmark = new ServingBenchmark("gaia", client(running), seconds);
        ServingBenchmark.Figures gaia = benchmark.run(List.of(16, 64), 4);
        result.put("gaia", gaia);
        double alone = inProcess();
        result.put("in_process_16", ServingBenchmark.rounded(alone));
        result.put(
                "of_in_process_16",
                ServingBenchmark.rounded(
                        Objects.requireNonNull(gaia.together().get("16")).tokensPerSecond() / alone));
        result.put("long_prompt", benchmark.longPrompt());
        result.put("second_turn", benchmark.secondTurn());
        if (!peer.isEmpty()) {
            ServingBenchmark.Figures other = peer();
            result.put(peer, other);
            result.put("goodput_ratio", ServingBenchmark.rounded(gaia.goodput() / other.goodput()));
        }
        System.out.println(RunState.JSON.writeValueAsString(result));
        return 0;
    }

    /** The model's rate with nothing around it, at 16 answers. */
    private static double inProcess() throws IOException, InterruptedException {
        try (Contestant engine = EngineBenchCommand.gaia(
                ModelFile.of(System.err::println).locate(), "", MEAN_CONTEXT - EngineBenchmark.ANSWER / 2)) {
            return IntStream.range(0, 3)
                    .mapToDouble(_ ->
                            engine.ask("decode 16").path("tokens_per_second").asDouble())
                    .sorted()
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private StreamClient client(RunningGaia running) throws IOException, InterruptedException {
        return switch (through) {
            case "gateway" ->
                new StreamClient(running.address("gateway"), Map.of("X-API-Key", running.developerKey()), "");
            case "chat" ->
                new StreamClient(
                        running.address("chat"), Map.of("Authorization", "Bearer " + accessToken(running)), "");
            default ->
                throw new LauncherException("There is no way through " + through + "; chat and gateway are ways");
        };
    }

    /** What the gateway would send along for the developer's key. */
    private static String accessToken(RunningGaia running) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(running.address("auth") + "/internal/api-keys/exchange"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(
                                        RunState.JSON.writeValueAsString(Map.of("api_key", running.developerKey()))))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new LauncherException("auth-service answered " + answer.statusCode() + " to the developer's key.");
        }
        return RunState.JSON.readTree(answer.body()).path("access_token").asString();
    }

    private ServingBenchmark.Figures peer() throws IOException, InterruptedException {
        Path model = ModelFile.of(System.err::println).locate();
        int port = Ports.choose(List.of(), true).of(Port.CHAT);
        ProcessBuilder command = LlamaCpp.named(peer).server(model, port, 32, STREAM_TOKENS);
        try (Contestant server = Contestant.start(peer, command)) {
            String address = server.ready().path("address").asString();
            return new ServingBenchmark(peer, new StreamClient(address, Map.of(), ""), seconds).run(List.of(16), 1);
        }
    }
}
