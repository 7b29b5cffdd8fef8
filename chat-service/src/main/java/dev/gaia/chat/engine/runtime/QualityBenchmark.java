package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.Piece;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each precision loses against fp32 on the beginning of Lewis Carroll's "Alice's Adventures in Wonderland" (1865).
 * Run by {@code ./gaia bench quality}; prints progress to the error stream and one JSON object at the end.
 *
 * <p>Argument: the model's file.
 */
final class QualityBenchmark {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final long CACHE_BYTES = 256L << 20;
    private static final int LONGEST = 1024;

    private final ModelFile file;
    private final int[] text;

    private QualityBenchmark(ModelFile file, int[] text) {
        this.file = file;
        this.text = text;
    }

    static void main(String[] arguments) throws IOException {
        try (ModelFile file = ModelFile.open(Path.of(arguments[0]));
                Tokenizer tokenizer = Tokenizer.of(Language.of(file).vocabulary())) {
            int[] tokens = tokenizer.encode(alice());
            int length = Math.min(tokens.length, LONGEST);
            QualityBenchmark benchmark = new QualityBenchmark(
                    file, IntStream.of(tokens).limit(length).toArray());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("benchmark", "quality");
            result.put("model", String.valueOf(Path.of(arguments[0]).getFileName()));
            result.put("tokens", length);
            result.putAll(benchmark.run());
            System.out.println(JSON.writeValueAsString(result));
        }
    }

    private static String alice() throws IOException {
        try (InputStream text =
                Objects.requireNonNull(QualityBenchmark.class.getResourceAsStream("/bench/alice.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * A precision's figures.
     *
     * @param perplexity of the text
     * @param sameLikeliest for which part of the places the likeliest next token is that of fp32
     * @param divergence Kullback and Leibler's, of its distribution from that of fp32, in nats, over all places
     */
    record Quality(double perplexity, double sameLikeliest, double divergence) {}

    private Map<String, Quality> run() throws IOException {
        Map<String, Quality> qualities = new LinkedHashMap<>();
        float[][] reference = logLikelihoods(Precision.FP32);
        for (Precision precision : Precision.values()) {
            try {
                Quality quality = quality(logLikelihoods(precision), reference);
                qualities.put(precision.name().toLowerCase(Locale.ROOT), quality);
                System.err.println(precision + ": " + quality);
            } catch (IllegalStateException unsupported) {
                System.err.println(precision + ": " + unsupported.getMessage());
            }
        }
        return qualities;
    }

    /** Of every token of the vocabulary after each token of the text but the last. */
    private float[][] logLikelihoods(Precision precision) throws IOException {
        try (CausalModel model = CausalModel.load(file, precision, CACHE_BYTES, LONGEST)) {
            int[] blocks = IntStream.range(0, Math.ceilDiv(text.length, CausalModel.BLOCK_TOKENS))
                    .toArray();
            float[][] rows = new float[text.length - 1][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = model.step(List.of(new Piece(new int[] {text[i]}, i, blocks, 1)))[0].clone();
                normalise(rows[i]);
            }
            return rows;
        }
    }

    private static void normalise(float[] logits) {
        float greatest = logits[likeliest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        float logSum = (float) (greatest + Math.log(sum));
        for (int i = 0; i < logits.length; i++) {
            logits[i] -= logSum;
        }
    }

    private Quality quality(float[][] rows, float[][] reference) {
        double surprise = 0;
        double divergence = 0;
        int same = 0;
        for (int i = 0; i < rows.length; i++) {
            surprise -= rows[i][text[i + 1]];
            same += likeliest(rows[i]) == likeliest(reference[i]) ? 1 : 0;
            for (int token = 0; token < rows[i].length; token++) {
                divergence += Math.exp(reference[i][token]) * (reference[i][token] - rows[i][token]);
            }
        }
        return new Quality(
                rounded(Math.exp(surprise / rows.length)),
                rounded((double) same / rows.length),
                rounded(divergence / rows.length));
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
