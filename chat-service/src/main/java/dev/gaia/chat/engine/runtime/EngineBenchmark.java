package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Piece;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.model.StepTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The model alone, with nothing else around it, as {@code ./gaia bench engine} measures it: reads a command a line and
 * answers with one JSON object a line, so that the same round can be asked of somebody else in the same minute.
 *
 * <ul>
 *   <li>{@code prefill}: two prompts are read
 *   <li>{@code decode STREAMS}: so many answers are written at once
 *   <li>{@code at TOKENS}: one answer goes on after so many tokens
 *   <li>{@code memory}: what the process takes
 * </ul>
 *
 * <p>Arguments: the model's file, context, answer tokens, then optionally a precision.
 */
final class EngineBenchmark {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long CACHE_BYTES = 512L << 20;
    private static final int LONGEST = 8192;
    private static final int SHORT_ANSWER = 16;

    private final CausalModel model;
    private final int context;
    private final int answer;
    private final int blocksPerStream;
    private final Random random = new Random(1);
    private int filled;

    private EngineBenchmark(CausalModel model, int context, int answer) {
        this.model = model;
        this.context = context;
        this.answer = answer;
        this.blocksPerStream = Math.ceilDiv(context + answer, CausalModel.BLOCK_TOKENS);
    }

    static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        try (ModelFile file = ModelFile.open(Path.of(arguments[0]))) {
            Precision precision = arguments.length > 3
                    ? Precision.valueOf(arguments[3].toUpperCase(Locale.ROOT))
                    : Precision.bestFor(file, LONGEST);
            try (CausalModel model = CausalModel.load(file, precision, CACHE_BYTES, LONGEST)) {
                long loaded = millisSince(start);
                EngineBenchmark benchmark =
                        new EngineBenchmark(model, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
                benchmark.prefill(); // warms up
                benchmark.decode(4);
                Map<String, Object> ready = new LinkedHashMap<>();
                ready.put("precision", precision.name().toLowerCase(Locale.ROOT));
                ready.put("load_ms", loaded);
                answer(ready);
                benchmark.obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            }
        }
    }

    private void obey(BufferedReader commands) throws IOException {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            Scanner command = new Scanner(line);
            answer(
                    switch (command.next()) {
                        case "prefill" -> Map.of("tokens_per_second", prefill());
                        case "decode" -> decode(command.nextInt());
                        case "at" -> at(command.nextInt());
                        case "memory" -> Map.of("resident_mb", residentMegabytes());
                        default -> throw new IllegalArgumentException("Not a command: " + line);
                    });
        }
    }

    private static void answer(Map<String, ?> answer) {
        System.out.println(JSON.writeValueAsString(answer));
    }

    private double prefill() {
        long start = System.nanoTime();
        fill(0);
        fill(0);
        return 2.0 * context / secondsSince(start);
    }

    private Map<String, Object> decode(int streams) {
        for (; filled < streams; filled++) {
            fill(filled);
        }
        return write(
                context,
                answer,
                IntStream.range(0, streams).mapToObj(this::blocks).toList());
    }

    /** What lies before it does not matter for the time, so nothing is read there. */
    private Map<String, Object> at(int tokens) {
        int[] blocks = IntStream.range(0, Math.ceilDiv(tokens + SHORT_ANSWER, CausalModel.BLOCK_TOKENS))
                .toArray();
        filled = 0;
        return write(tokens, SHORT_ANSWER, List.of(blocks));
    }

    private Map<String, Object> write(int position, int tokens, List<int[]> streams) {
        StepTimes before = model.times();
        long start = System.nanoTime();
        for (int token = 0; token < tokens; token++) {
            List<Piece> pieces = new ArrayList<>();
            for (int[] blocks : streams) {
                pieces.add(new Piece(new int[] {random.nextInt(model.vocabulary())}, position + token, blocks, 1));
            }
            model.step(pieces);
        }
        double seconds = secondsSince(start);
        StepTimes spent = model.times().minus(before);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("tokens_per_second", streams.size() * tokens / seconds);
        result.put("step_ms", seconds * 1e3 / tokens);
        result.put("attention_ms", spent.attention() / 1e6 / tokens);
        result.put("linear_ms", spent.linear() / 1e6 / tokens);
        result.put("other_ms", spent.other() / 1e6 / tokens);
        return result;
    }

    private void fill(int stream) {
        int[] prompt = random.ints(context, 0, model.vocabulary()).toArray();
        model.step(List.of(new Piece(prompt, 0, blocks(stream), 1)));
    }

    private int[] blocks(int stream) {
        return IntStream.range(stream * blocksPerStream, (stream + 1) * blocksPerStream)
                .toArray();
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
