package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.AnswerFormat.JsonObject;
import dev.gaia.chat.engine.AnswerFormat.JsonSchema;
import dev.gaia.chat.engine.DefaultModelVocabulary;
import dev.gaia.chat.engine.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("native")
class ConstraintOnDefaultModelTests {

    private static final int END = 2;
    private static final Map<String, Object> PERSON = SchemaValidator.schema("""
            {"type": "object", "additionalProperties": false, "required": ["name", "age", "tags", "boss"],
             "properties": {
               "name": {"type": "string"}, "age": {"type": "integer"},
               "tags": {"type": "array", "items": {"enum": ["a", "ab", "abc", "é"]}, "minItems": 1},
               "boss": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}}""");

    private static List<byte[]> tokens;
    private static Constraints constraints;

    @BeforeAll
    static void readVocabulary() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.of(DefaultModelVocabulary.read())) {
            tokens = tokenizer.textBytes();
        }
        constraints = new Constraints(tokens, Set.of(END));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomLogitsBecomeWhatTheSchemaAllows(long seed) {
        assertThat(new SchemaValidator(PERSON).allows(generate(new JsonSchema(PERSON), seed)))
                .isTrue();
        assertThat(new SchemaValidator(Map.of("type", "object")).allows(generate(new JsonObject(), seed)))
                .isTrue();
    }

    @Test
    void whatTheTokenizerMakesOfSoundTextMayCome() throws IOException {
        String text = """
                {"name": "Zoë \\"漢\\" 😀\\n", "age": -42, "tags": ["ab", "é", "a"],
                  "boss": {"name": "", "age": 0, "tags": ["abc"], "boss": null}}""";
        try (Tokenizer tokenizer = Tokenizer.of(DefaultModelVocabulary.read())) {
            Constraint constraint = constraints.of(new JsonSchema(PERSON)).orElseThrow();

            for (int token : tokenizer.encode(text)) {
                constraint.accept(token);
            }

            assertThat(constraint.isAtEnd()).isTrue();
        }
    }

    /** The bound is far above what is measured (4 µs), for busy machines; walking the whole tree takes longer. */
    @Test
    void masksOfAnAnswerCostLittle() {
        generate(new JsonSchema(PERSON), 1);
        Random random = new Random(2);
        Constraint constraint = constraints.of(new JsonSchema(PERSON)).orElseThrow();
        long[] nanos = new long[300];

        for (int step = 0; step < nanos.length; step++) {
            long start = System.nanoTime();
            constraint.allows(END);
            nanos[step] = System.nanoTime() - start;
            constraint.accept(any(constraint, random));
        }

        Arrays.sort(nanos);
        System.out.printf(
                "Masks of %,d tokens: median %,d ns, 90 %% %,d ns, 99 %% %,d ns, most %,d ns%n",
                tokens.size(), nanos[150], nanos[270], nanos[297], nanos[299]);
        assertThat(Duration.ofNanos(nanos[150])).isLessThan(Duration.ofMillis(1));
    }

    private static int any(Constraint constraint, Random random) {
        while (true) {
            int token = random.nextInt(tokens.size());
            for (int i = 0; i < tokens.size(); i++) {
                int candidate = (token + i) % tokens.size();
                if (candidate != END && constraint.allows(candidate)) {
                    return candidate;
                }
            }
        }
    }

    private static String generate(AnswerFormat format, long seed) {
        Random random = new Random(seed);
        Sampler sampler = new Sampler(
                new SamplingBuilder().temperature(1).topK(50).build(), seed, new int[0], constraints.of(format));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        float[] noise = new float[tokens.size()];
        for (int step = 0; step < 3_000 && !sampler.isAtEnd(); step++) {
            for (int token = 0; token < noise.length; token++) {
                noise[token] = random.nextFloat() * 4;
            }
            float urge = step / 20f;
            IntStream.range(0, noise.length)
                    .filter(token -> tokens.get(token).length == 1 && "\"}]n".indexOf(tokens.get(token)[0]) >= 0)
                    .forEach(token -> noise[token] += urge);
            text.writeBytes(tokens.get(sampler.next(noise)));
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
