package dev.gaia.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Asks all contestants for the same rounds, one after the other, so that each meets the machine as the others do. */
final class EngineBenchmark {

    static final int CONTEXT = 256;
    static final int ANSWER = 64;
    static final int MOST_STREAMS = 32;

    private static final List<Integer> LENGTHS = List.of(1, 256, 1000, 2000, 4000, 8000);
    private static final List<String> MEASURES = List.of("prefill", "decode 1", "decode 4", "decode 16", "decode 32");

    private final List<Contestant> contestants;
    private final int rounds;

    /** By contestant and measure, a figure a round. */
    private final Map<Contestant, Map<String, List<JsonNode>>> figures = new LinkedHashMap<>();

    /** @param contestants the first one is compared with the others */
    EngineBenchmark(List<Contestant> contestants, int rounds) {
        this.contestants = contestants;
        this.rounds = rounds;
    }

    void run(Path model) {
        for (int round = 1; round <= rounds; round++) {
            for (String measure : MEASURES) {
                contestants.forEach(contestant -> ask(contestant, measure));
            }
            System.err.println("Round " + round + " of " + rounds + ": " + round());
        }
        Contestant gaia = contestants.getFirst();
        LENGTHS.forEach(length -> gaia.ask("at " + length)); // new pages of memory cost time once
        for (int round = 1; round <= rounds; round++) {
            LENGTHS.forEach(length -> ask(gaia, "at " + length));
        }
        System.out.println(RunState.JSON.writeValueAsString(result(model)));
    }

    private void ask(Contestant contestant, String measure) {
        figures.computeIfAbsent(contestant, _ -> new LinkedHashMap<>())
                .computeIfAbsent(measure, _ -> new ArrayList<>())
                .add(contestant.ask(measure));
    }

    private String round() {
        List<String> lines = new ArrayList<>();
        for (Contestant contestant : contestants) {
            StringBuilder line = new StringBuilder(contestant.name());
            for (String measure : MEASURES) {
                line.append(' ')
                        .append(Math.round(of(contestant, measure)
                                .getLast()
                                .path("tokens_per_second")
                                .asDouble()));
            }
            lines.add(line.toString());
        }
        return String.join(" | ", lines) + " tokens/s";
    }

    private Map<String, Object> result(Path model) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", "engine");
        result.put("model", String.valueOf(model.getFileName()));
        result.put("threads", Runtime.getRuntime().availableProcessors());
        result.put("context", CONTEXT);
        result.put("answer", ANSWER);
        result.put("rounds", rounds);
        for (Contestant contestant : contestants) {
            result.put(contestant.name(), rates(contestant));
        }
        Contestant gaia = contestants.getFirst();
        result.put("step_ms", steps(gaia, MEASURES.subList(1, MEASURES.size())));
        result.put(
                "step_ms_by_context",
                steps(gaia, LENGTHS.stream().map(length -> "at " + length).toList()));
        Map<String, Object> ratios = new LinkedHashMap<>();
        contestants.stream().skip(1).forEach(peer -> ratios.put(peer.name(), ratios(gaia, peer)));
        if (!ratios.isEmpty()) {
            result.put("ratios", ratios);
        }
        return result;
    }

    private Map<String, Object> rates(Contestant contestant) {
        Map<String, Object> rates = new LinkedHashMap<>();
        contestant.ready().properties().forEach(told -> rates.put(told.getKey(), told.getValue()));
        rates.put("resident_mb", contestant.ask("memory").path("resident_mb").asInt());
        MEASURES.forEach(measure -> rates.put(measure, rounded(rate(contestant, measure), 10)));
        return rates;
    }

    private Map<String, Object> ratios(Contestant gaia, Contestant peer) {
        Map<String, Object> ratios = new LinkedHashMap<>();
        MEASURES.forEach(measure -> ratios.put(measure, rounded(rate(gaia, measure) / rate(peer, measure), 100)));
        return ratios;
    }

    private Map<String, Object> steps(Contestant contestant, List<String> measures) {
        Map<String, Object> steps = new LinkedHashMap<>();
        for (String measure : measures) {
            Map<String, Object> parts = new LinkedHashMap<>();
            for (String part : List.of("step", "attention", "linear", "other")) {
                parts.put(part, rounded(median(of(contestant, measure), part + "_ms"), 100));
            }
            steps.put(measure, parts);
        }
        return steps;
    }

    private double rate(Contestant contestant, String measure) {
        return median(of(contestant, measure), "tokens_per_second");
    }

    private List<JsonNode> of(Contestant contestant, String measure) {
        return figures.getOrDefault(contestant, Map.of()).getOrDefault(measure, List.of());
    }

    private static double median(List<JsonNode> answers, String figure) {
        double[] sorted = answers.stream()
                .mapToDouble(answer -> answer.path(figure).asDouble())
                .sorted()
                .toArray();
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(sorted.length % 2 == 0 ? 2 : 1)
                .average()
                .orElseThrow();
    }

    private static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
