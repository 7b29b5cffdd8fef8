package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Time to the first token and tokens per second of one stream at a time, as a client of the gateway sees them. */
final class ChatBenchmark {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String gateway;
    private final String key;

    ChatBenchmark(String gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    private record Round(double firstTokenMillis, double tokensPerSecond) {}

    void run(int rounds, int tokens) throws IOException, InterruptedException {
        String model = model();
        measure(model, tokens); // warms up
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Round round = measure(model, tokens);
            System.out.printf(
                    "first token %.0f ms, %.1f tokens/s%n", round.firstTokenMillis(), round.tokensPerSecond());
            measured.add(round);
        }
        double[] first =
                measured.stream().mapToDouble(Round::firstTokenMillis).sorted().toArray();
        double[] rate =
                measured.stream().mapToDouble(Round::tokensPerSecond).sorted().toArray();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "chat");
        result.put("model", model);
        result.put("rounds", rounds);
        result.put("first_token_ms_p50", round(median(first)));
        result.put("first_token_ms_max", round(first[first.length - 1]));
        result.put("tokens_per_second_p50", round(median(rate)));
        System.out.println(RunState.JSON.writeValueAsString(result));
    }

    private Round measure(String model, int tokens) throws IOException, InterruptedException {
        Map<String, Object> body = Map.of(
                "model",
                model,
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true),
                "temperature",
                0,
                "max_tokens",
                tokens,
                "messages",
                List.of(Map.of("role", "user", "content", "Tell me a long story about the sea.")));
        long start = System.nanoTime();
        HttpResponse<Stream<String>> response = http.send(
                request("/v1/chat/completions")
                        .POST(BodyPublishers.ofString(RunState.JSON.writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofLines());
        long first = 0;
        long last = 0;
        int completionTokens = 0;
        try (Stream<String> lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (!line.startsWith("data: {")) {
                    continue;
                }
                JsonNode chunk = RunState.JSON.readTree(line.substring("data: ".length()));
                if (!chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString("")
                        .isEmpty()) {
                    last = System.nanoTime();
                    first = first == 0 ? last : first;
                }
                completionTokens = chunk.path("usage").path("completion_tokens").asInt(completionTokens);
            }
        }
        if (response.statusCode() != 200 || first == 0) {
            throw new LauncherException("The gateway answered " + response.statusCode() + " and streamed nothing.");
        }
        return new Round((first - start) / 1e6, (completionTokens - 1) * 1e9 / Math.max(1, last - first));
    }

    private String model() throws IOException, InterruptedException {
        HttpResponse<String> models = http.send(request("/v1/models").build(), BodyHandlers.ofString());
        if (models.statusCode() != 200) {
            throw new LauncherException("The gateway answered " + models.statusCode() + ": " + models.body());
        }
        return RunState.JSON
                .readTree(models.body())
                .get("data")
                .get(0)
                .get("id")
                .asString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway + path))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json");
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(sorted.length % 2 == 0 ? 2 : 1)
                .average()
                .orElseThrow();
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
