package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Piece;
import dev.gaia.chat.engine.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * How fast the model reads prompts and writes answers, in this process and with nothing else around it. Run by {@code ./gaia
 * bench engine}; prints progress to the error stream and one JSON object at the end.
 *
 * <p>Arguments: the model's file, then optionally a precision.
 */
final class EngineBenchmark {

    private static final int CONTEXT = 256;
    private static final int ANSWER = 64;
    private static final int ROUNDS = 5;
    private static final int[] STREAMS = {1, 4, 16, 32};
    private static final int BLOCKS_A_STREAM = (CONTEXT + ANSWER) / CausalModel.BLOCK_TOKENS;
    private static final int LONGEST = CONTEXT + ANSWER;
    private static final long CACHE_BYTES = 512L << 20;

    private final CausalModel model;
    private final Random random = new Random(1);

    private EngineBenchmark(CausalModel model) {
        this.model = model;
    }

    static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        try (ModelFile file = ModelFile.open(Path.of(arguments[0]))) {
            Precision precision = arguments.length > 1
                    ? Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT))
                    : Precision.bestFor(file, LONGEST);
            try (CausalModel model = CausalModel.load(file, precision, CACHE_BYTES, LONGEST)) {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("benchmark", "engine");
                result.put("precision", precision.name().toLowerCase(Locale.ROOT));
                result.put("threads", Runtime.getRuntime().availableProcessors());
                result.put("context", CONTEXT);
                result.put("rounds", ROUNDS);
                result.put("load_ms", Math.round((System.nanoTime() - start) / 1e6));
                new EngineBenchmark(model).measure(result);
                resident().ifPresent(megabytes -> result.put("resident_mb", megabytes));
                System.out.println(new JsonMapper().writeValueAsString(result));
            }
        }
    }

    private void measure(Map<String, Object> result) {
        prefill(); // warms up
        result.put("prefill_tokens_per_second", median("prefill", this::prefill));
        Map<String, Object> decode = new LinkedHashMap<>();
        for (int streams : STREAMS) {
            IntStream.range(0, streams).forEach(this::fill);
            decode.put(Integer.toString(streams), median(streams + " streams", () -> decode(streams)));
        }
        result.put("decode_tokens_per_second", decode);
    }

    private interface Round {

        /** @return tokens per second */
        double run();
    }

    private static double median(String name, Round round) {
        double[] rates = IntStream.range(0, ROUNDS)
                .mapToDouble(_ -> round.run())
                .sorted()
                .toArray();
        double median = Math.round(rates[ROUNDS / 2] * 10) / 10.0;
        System.err.printf("%-12s %8.1f tokens/s (%.1f to %.1f)%n", name, median, rates[0], rates[ROUNDS - 1]);
        return median;
    }

    private double prefill() {
        long start = System.nanoTime();
        for (int stream = 0; stream < 2; stream++) {
            fill(stream);
        }
        return 2.0 * CONTEXT / seconds(start);
    }

    private void fill(int stream) {
        int[] prompt = random.ints(CONTEXT, 0, model.vocabulary()).toArray();
        model.step(List.of(new Piece(prompt, 0, blocks(stream), 1)));
    }

    private double decode(int streams) {
        long start = System.nanoTime();
        for (int token = 0; token < ANSWER; token++) {
            List<Piece> pieces = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                int[] next = {random.nextInt(model.vocabulary())};
                pieces.add(new Piece(next, CONTEXT + token, blocks(stream), 1));
            }
            model.step(pieces);
        }
        return (double) streams * ANSWER / seconds(start);
    }

    private static int[] blocks(int stream) {
        return IntStream.range(stream * BLOCKS_A_STREAM, (stream + 1) * BLOCKS_A_STREAM)
                .toArray();
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static Optional<Long> resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Optional.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst();
    }
}
