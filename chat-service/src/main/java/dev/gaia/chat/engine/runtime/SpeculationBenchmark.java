package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationEvent;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.TokenStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * What guessing tokens from what came before brings: greedy answers that copy a text, change code, or tell a story, alone and
 * several at once, with guesses and without, round by round. Run by {@code ./gaia bench speculation}; prints progress to the
 * error stream and one JSON object at the end.
 *
 * <p>Argument: the model's file.
 */
final class SpeculationBenchmark {

    private static final int ROUNDS = 5;
    private static final int ANSWER_TOKENS = 96;
    private static final int[] STREAMS = {1, 2, 4, 8};
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String TEXT =
            "The fox ran over the hill and over the stone to the small house by the river, where the"
                    + " old grey cat sat on the wall and looked at the water. The cat said that the house by the river was hers,"
                    + " and that the fox should run back over the stone and over the hill.";

    private static final String CODE = """
            public static int sum(int[] values) {
                int sum = 0;
                for (int i = 0; i < values.length; i++) {
                    sum = sum + values[i];
                }
                return sum;
            }
            """;

    private static final Map<String, List<ChatMessage>> CONVERSATIONS = conversations();

    private static Map<String, List<ChatMessage>> conversations() {
        Map<String, List<ChatMessage>> conversations = new LinkedHashMap<>();
        conversations.put(
                "copy",
                List.of(
                        new ChatMessage(Role.USER, "Say the text."),
                        new ChatMessage(Role.ASSISTANT, TEXT),
                        new ChatMessage(Role.USER, "Say the same text again, word by word.")));
        conversations.put(
                "code",
                List.of(
                        new ChatMessage(Role.USER, "Write a Java method that adds up an array."),
                        new ChatMessage(Role.ASSISTANT, CODE),
                        new ChatMessage(Role.USER, "Write the same method again, with long instead of int.")));
        conversations.put("story", List.of(new ChatMessage(Role.USER, "Tell me a long story about the sea.")));
        return conversations;
    }

    private final BatchingLlmEngine plain;
    private final BatchingLlmEngine guessing;

    private SpeculationBenchmark(BatchingLlmEngine plain, BatchingLlmEngine guessing) {
        this.plain = plain;
        this.guessing = guessing;
    }

    static void main(String[] arguments) throws IOException {
        Path model = Path.of(arguments[0]);
        try (BatchingLlmEngine plain = start(model, false);
                BatchingLlmEngine guessing = start(model, true)) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("benchmark", "speculation");
            result.put("model", String.valueOf(model.getFileName()));
            result.put("rounds", ROUNDS);
            result.put("tokens_per_second", new SpeculationBenchmark(plain, guessing).run());
            System.out.println(new JsonMapper().writeValueAsString(result));
        }
    }

    private static BatchingLlmEngine start(Path model, boolean speculation) throws IOException {
        EngineProperties properties = new EngineProperties(
                true, model, "", null, null, 8, 8, PATIENCE, 1024, DataSize.ofMegabytes(256), 256, speculation);
        return BatchingLlmEngine.start(
                "default", model, properties, new EngineMetrics(new SimpleMeterRegistry(), "default"));
    }

    private Map<String, Object> run() {
        Map<String, Object> rates = new LinkedHashMap<>();
        CONVERSATIONS.forEach((name, messages) -> {
            for (int streams : STREAMS) {
                rates.put(name + " " + streams, compare(name + " " + streams, messages, streams));
            }
        });
        return rates;
    }

    private Map<String, Double> compare(String name, List<ChatMessage> messages, int streams) {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        rate(plain, messages, streams); // reads the prompt, which is not what is measured
        rate(guessing, messages, streams);
        for (int round = 0; round < ROUNDS; round++) {
            without.add(rate(plain, messages, streams));
            with.add(rate(guessing, messages, streams));
        }
        Map<String, Double> rates = new LinkedHashMap<>();
        rates.put("plain", rounded(median(without)));
        rates.put("guessing", rounded(median(with)));
        rates.put("ratio", rounded(median(with) / median(without)));
        System.err.println(name + ": " + rates);
        return rates;
    }

    private static double rate(BatchingLlmEngine engine, List<ChatMessage> messages, int streams) {
        GenerationRequest request = new GenerationRequest(messages, Sampling.GREEDY, ANSWER_TOKENS, List.of());
        long start = System.nanoTime();
        List<TokenStream> answers = IntStream.range(0, streams)
                .mapToObj(_ -> admitted(engine, request))
                .toList();
        int tokens = answers.stream().mapToInt(SpeculationBenchmark::tokens).sum();
        return tokens * 1e9 / (System.nanoTime() - start);
    }

    private static TokenStream admitted(BatchingLlmEngine engine, GenerationRequest request) {
        return switch (engine.submit(request)) {
            case Admission.Admitted(List<TokenStream> answers) -> answers.getFirst();
            case Admission refusal -> throw new IllegalStateException(refusal.toString());
        };
    }

    private static int tokens(TokenStream answer) {
        GenerationEvent last = Objects.requireNonNull(answer.events().blockLast(PATIENCE));
        return ((GenerationEvent.Finished) last).usage().completionTokens();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
