package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.AnswerFormat.JsonObject;
import dev.gaia.chat.engine.AnswerFormat.JsonSchema;
import dev.gaia.chat.engine.UnsupportedSchemaException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTests {

    private static final int END = 256;
    private static final List<byte[]> TOKENS = tokens();
    private static final Constraints CONSTRAINTS = new Constraints(TOKENS, Set.of(END));

    /** What leads out of whatever is open, best first. */
    private static final String WAY_OUT = "}]\"ntf0,:";

    @ParameterizedTest
    @MethodSource("seeds")
    void everyWalkOverAllowedTokensEndsInATextThatTheSchemaAllows(long seed) {
        Map<String, Object> schema = new RandomSchemas(seed).next();
        SchemaValidator validator = new SchemaValidator(schema);
        Random random = new Random(seed);

        for (int walk = 0; walk < 5; walk++) {
            Constraint constraint = constraint(new JsonSchema(schema));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (int step = 0; !constraint.isAtEnd(); step++) {
                assertThat(step).as("%s of %s", text, schema).isLessThan(3_000);
                boolean whole = validator.allows(text.toString(StandardCharsets.UTF_8));
                assertThat(constraint.isComplete()).isEqualTo(whole);
                assertThat(constraint.allows(END)).isEqualTo(whole);
                int token = step < 60 ? any(constraint, random) : out(constraint, random);
                constraint.accept(token);
                if (token == END) {
                    break;
                }
                text.writeBytes(TOKENS.get(token));
            }
            assertThat(validator.allows(sound(text)))
                    .as("%s of %s", text, schema)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTokenIsAllowedExactlyWhenItsBytesAreOneByOne(long seed) {
        Map<String, Object> schema = new RandomSchemas(seed).next();
        Random random = new Random(seed);
        Constraint constraint = constraint(new JsonSchema(schema));
        List<Integer> taken = new ArrayList<>();

        for (int step = 0; step < 12 && !constraint.isAtEnd(); step++) {
            for (int token = END + 1; token < TOKENS.size(); token++) {
                assertThat(constraint.allows(token))
                        .as("%s", new String(TOKENS.get(token), StandardCharsets.UTF_8))
                        .isEqualTo(allowsByBytes(schema, taken, token));
            }
            int token = any(constraint, random);
            constraint.accept(token);
            taken.add(token);
        }
    }

    private static boolean allowsByBytes(Map<String, Object> schema, List<Integer> taken, int token) {
        Constraint constraint = constraint(new JsonSchema(schema));
        for (int before : taken) {
            for (byte value : TOKENS.get(before)) {
                constraint.accept(value & 0xFF);
            }
        }
        for (byte value : TOKENS.get(token)) {
            if (!constraint.allows(value & 0xFF)) {
                return false;
            }
            constraint.accept(value & 0xFF);
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void jsonObjectIsAnObjectHoweverWildTheWalk(long seed) {
        SchemaValidator validator = new SchemaValidator(Map.of("type", "object"));
        Random random = new Random(seed);
        Constraint constraint = constraint(new JsonObject());
        ByteArrayOutputStream text = new ByteArrayOutputStream();

        for (int step = 0; !constraint.isAtEnd(); step++) {
            assertThat(step).isLessThan(5_000);
            int token = step < 200 ? any(constraint, random) : out(constraint, random);
            constraint.accept(token);
            text.writeBytes(TOKENS.get(token));
        }

        assertThat(validator.allows(sound(text))).as("%s", text).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"enum": ["a", "ab", "abc", "b"]}              | "a" "ab" "abc" "b"
                    {"type": "boolean"}                            | true false
                    {"type": ["null", "boolean"]}                  | true false null
                    {"enum": ["x", 1, 12, null], "type": "integer"} | 1 12
                    {"const": {"a": [1, "é"]}}                     | {"a":[1,"é"]}
                    {"anyOf": [{"const": "ab"}, {"const": "ac"}]}  | "ab" "ac"
                    {"const": "\\u0004\\n\\""}                     | "\\u0004\\n\\""
                    """)
    void finiteSchemasAllowExactlyTheirValues(String schema, String expected) {
        assertThat(language(new JsonSchema(SchemaValidator.schema(schema))))
                .containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void itemsAreCounted() {
        Set<String> texts = language(new JsonSchema(SchemaValidator.schema("""
                {"type": "array", "items": {"const": 1}, "minItems": 2, "maxItems": 4}""")), 9);

        assertThat(texts).containsExactlyInAnyOrder("[1,1]", "[1,1,1]", "[1,1,1,1]");
    }

    @Test
    void optionalPropertiesMayBeLeftOutInAnyCombination() {
        Set<String> texts = language(new JsonSchema(SchemaValidator.schema("""
                {"type": "object", "required": ["b"], "additionalProperties": false,
                 "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}}}""")), 21);

        assertThat(texts)
                .containsExactlyInAnyOrder(
                        "{\"b\":2}", "{\"a\":1,\"b\":2}", "{\"b\":2,\"c\":3}", "{\"a\":1,\"b\":2,\"c\":3}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\": \"#/$defs/n\", \"$defs\": {\"n\": {\"type\": \"object\", \"properties\": {\"n\": {\"anyOf\": [{\"$ref\": \"#/$defs/n\"}, {\"type\": \"null\"}]}}, \"required\": [\"n\"], \"additionalProperties\": false}}}",
                "{\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}",
                "{\"type\": \"array\", \"minItems\": 1, \"items\": {\"anyOf\": [{\"$ref\": \"#\"}, {\"$ref\": \"#/$defs/leaf\"}]}, \"$defs\": {\"leaf\": {\"type\": \"object\", \"properties\": {\"k\": {\"type\": \"string\"}}, \"required\": [\"k\"], \"additionalProperties\": false}}}",
                "{}"
            })
    void howeverDeepTheAnswerGoesItCanEnd(String json) {
        Map<String, Object> schema = SchemaValidator.schema(json);
        Constraint constraint = constraint(new JsonSchema(schema));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Random random = new Random(1);

        for (int step = 0; !constraint.isAtEnd(); step++) {
            assertThat(step).isLessThan(10_000);
            int deeper = step < 1_000 && constraint.allows('[')
                    ? '['
                    : step < 1_000 && constraint.allows('{') ? '{' : out(constraint, random);
            constraint.accept(deeper);
            text.writeBytes(TOKENS.get(deeper));
        }

        assertThat(text.size()).isGreaterThan(100);
        assertThat(new SchemaValidator(schema).allows(sound(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type": "string", "pattern": "a+"}                         | pattern is not supported at #
                    {"type": "string", "format": "date"}                        | format is not supported
                    {"type": "integer", "minimum": 1}                           | minimum is not supported
                    {"allOf": []}                                               | allOf is not supported
                    {"type": "array", "uniqueItems": true}                      | uniqueItems is not supported
                    {"type": "object", "patternProperties": {}}                 | patternProperties is not supported
                    {"type": "object", "properties": {"a": {"not": {}}}}        | not is not supported at #/properties/a
                    {"type": "object", "properties": {}, "additionalProperties": true} | additionalProperties must be false
                    {"type": "object", "properties": {}, "required": ["a"]}     | required property a
                    {"type": "thing"}                                           | type thing is not known
                    {"type": "string", "enum": [1]}                             | No value of enum
                    {"type": "array", "minItems": 3, "maxItems": 2}             | maxItems is less
                    {"type": "array", "minItems": 100000}                       | minItems must be
                    {"$ref": "#/$defs/none"}                                    | leads nowhere
                    {"$ref": "https://example.com/schema"}                      | Only a $ref into the schema itself
                    {"$ref": "#"}                                               | refers to itself with nothing between
                    {"anyOf": [{"$ref": "#"}, {"type": "null"}]}                | refers to itself with nothing between
                    {"type": "string", "anyOf": [{}]}                           | type is not supported beside anyOf
                    {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]} | No text of bounded depth
                    {"type": "object", "properties": {"a": false}}              | Not a schema
                    """)
    void whatCannotBeHeldToIsRefusedByName(String schema, String message) {
        assertThatThrownBy(() -> CONSTRAINTS.of(new JsonSchema(SchemaValidator.schema(schema))))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessageContaining(message);
    }

    @Test
    @Timeout(10)
    void hugeSchemasAreRefused() {
        String megabyte = "{\"enum\": [\"" + "x".repeat(1 << 20) + "\"]}";
        String deep = "{\"anyOf\":[".repeat(200) + "{}" + "]}".repeat(200);
        String nested = "{\"type\":\"array\",\"items\":".repeat(40) + "{}" + "}".repeat(40);
        String wide = "{\"enum\": [" + "1,".repeat(50_000) + "1]}";

        for (String schema : List.of(megabyte, deep, nested, wide)) {
            assertThatThrownBy(() -> CONSTRAINTS.of(new JsonSchema(SchemaValidator.schema(schema))))
                    .isInstanceOf(UnsupportedSchemaException.class);
        }
    }

    @Test
    @Timeout(20)
    void choicesThatMultiplyWithoutAByteAreRefused() {
        StringBuilder schema = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (int i = 0; i < 14; i++) {
            schema.append(
                    "\"d%d\": {\"anyOf\": [{\"$ref\": \"#/$defs/d%d\"}, {\"$ref\": \"#/$defs/d%d\", \"title\": \"t\"}]},"
                            .formatted(i, i + 1, i + 1));
        }
        schema.append("\"d14\": {\"type\": \"null\"}}}");

        assertThatThrownBy(() -> CONSTRAINTS.of(new JsonSchema(SchemaValidator.schema(schema.toString()))))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessageContaining("too many choices");
    }

    /** Every level doubles the ways in which the same text can be understood. */
    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"object", "array"})
    void choicesThatMultiplyWithTheTextAreBounded(String kind) {
        String branch = kind.equals("object")
                ? "{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"#/$defs/d\"}}, \"title\": \"%d\"}"
                : "{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/d\"}, \"maxItems\": %d}";
        Map<String, Object> schema = SchemaValidator.schema("{\"$ref\": \"#/$defs/d\", \"$defs\": {\"d\": {\"anyOf\": ["
                + IntStream.range(1, 31).mapToObj(branch::formatted).collect(Collectors.joining(","))
                + "]}}}");
        Random random = new Random(5);
        Constraint constraint = constraint(new JsonSchema(schema));
        ByteArrayOutputStream text = new ByteArrayOutputStream();

        for (int step = 0; !constraint.isAtEnd(); step++) {
            int token = step < 40 ? any(constraint, random) : out(constraint, random);
            constraint.accept(token);
            text.writeBytes(TOKENS.get(token));
        }

        assertThat(new SchemaValidator(schema).allows(sound(text)))
                .as("%s", text)
                .isTrue();
    }

    @Test
    void samplerDrawsOnlyWhatMayCome() {
        Map<String, Object> schema = new RandomSchemas(3).next();
        SchemaValidator validator = new SchemaValidator(schema);
        Random random = new Random(3);
        for (double temperature : new double[] {0, 1, 2}) {
            Sampler sampler = new Sampler(
                    new SamplingBuilder().temperature(temperature).topP(0.9).build(),
                    0,
                    new int[0],
                    CONSTRAINTS.of(new JsonSchema(schema)));
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (int step = 0; step < 2_000 && !sampler.isAtEnd(); step++) {
                float[] logits = new float[TOKENS.size()];
                for (int token = 0; token < logits.length; token++) {
                    logits[token] = (float) random.nextGaussian();
                }
                WAY_OUT.chars().forEach(token -> logits[token] += 4);
                text.writeBytes(TOKENS.get(sampler.next(logits)));
            }
            assertThat(validator.allows(sound(text)))
                    .as("%s of %s", text, schema)
                    .isTrue();
        }
    }

    @Test
    void whereTheModelHasNoOpinionATokenThatMayComeIsTaken() {
        Sampler sampler = new Sampler(new SamplingBuilder().build(), 0, new int[0], CONSTRAINTS.of(new JsonObject()));
        float[] logits = new float[TOKENS.size()];
        java.util.Arrays.fill(logits, Float.NEGATIVE_INFINITY);

        assertThat(TOKENS.get(sampler.next(logits))).startsWith('{');
    }

    @Test
    void tokenThatMayNotComeIsNotTaken() {
        Constraint constraint = constraint(new JsonObject());

        assertThatThrownBy(() -> constraint.accept('x')).isInstanceOf(IllegalArgumentException.class);
        assertThat(constraint.allows('{')).isTrue();
    }

    @Test
    void charactersWithoutBytesOfTheirOwnAreWrittenAsEscapes() {
        List<byte[]> ascii = IntStream.range(0, 128)
                .mapToObj(value -> new byte[] {(byte) value})
                .toList();
        Constraints constraints = new Constraints(ascii, Set.of());
        Constraint constraint =
                constraints.of(new JsonSchema(Map.of("const", "é😀"))).orElseThrow();

        "\"\\u00e9\\ud83d\\ude00\"".chars().forEach(constraint::accept);

        assertThat(constraint.isAtEnd()).isTrue();
    }

    private static Constraint constraint(AnswerFormat format) {
        return CONSTRAINTS.of(format).orElseThrow();
    }

    private static int any(Constraint constraint, Random random) {
        int[] allowed = IntStream.range(0, TOKENS.size())
                .filter(constraint::allows)
                .filter(token -> token != END || constraint.isAtEnd())
                .toArray();
        if (allowed.length == 0) {
            assertThat(constraint.allows(END)).isTrue();
            return END;
        }
        return allowed[random.nextInt(allowed.length)];
    }

    private static int out(Constraint constraint, Random random) {
        if (constraint.allows(END)) {
            return END;
        }
        boolean inString = constraint.allows('~') && constraint.allows('"');
        return (inString ? "\"" : WAY_OUT)
                .chars()
                .filter(constraint::allows)
                .findFirst()
                .orElseGet(() -> any(constraint, random));
    }

    private static String sound(ByteArrayOutputStream text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text.toByteArray()))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Set<String> language(AnswerFormat format) {
        return language(format, 100);
    }

    /** All texts without white space up to a length. */
    private static Set<String> language(AnswerFormat format, int longest) {
        Set<String> texts = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(""));
        while (!open.isEmpty()) {
            String before = open.remove();
            Constraint constraint = constraint(format);
            byte[] bytes = before.getBytes(StandardCharsets.ISO_8859_1);
            for (byte value : bytes) {
                constraint.accept(value & 0xFF);
            }
            if (constraint.isComplete()) {
                texts.add(new String(bytes, StandardCharsets.UTF_8));
            }
            if (before.length() < longest) {
                IntStream.range(0, 256)
                        .filter(value -> value != ' ' && value != '\n' && constraint.allows(value))
                        .forEach(value -> open.add(before + (char) value));
            }
        }
        return texts;
    }

    static LongStream seeds() {
        return LongStream.range(0, 150);
    }

    /** Every byte, the end of the turn, and pieces that cross the borders of JSON's parts and of characters. */
    private static List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(new byte[] {(byte) value});
        }
        tokens.add(new byte[0]);
        Set<String> pieces = new HashSet<>(List.of(
                "{\"", "\":", "\": ", "\",", "\",\"", "\", \"", "\"}", "}}", "}]", "]}", "]]", "[[", "[[[[", "{}", "[]",
                "[\"", "\"]", "\"a", "a\"", "a\":", "\"a\":", "{\"a\":", "\":{\"", "\":[{\"", "},{\"", "}}}}", "]]]]",
                "true", "null", "false", "tru", "e,", "l}", "12", "-1", "0.", "1.5", "e5", "E+", "1,", "2}", "\\\"",
                "\\u", "\\ud83d", "\\u00", "\\n", "abc", "  ", "    ", "\n  ", "\n", ": ", ", ", "é", "😀", "漢", "é\"",
                "x/y", "\\\\"));
        pieces.stream()
                .sorted()
                .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
                .forEach(tokens::add);
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);
        tokens.add(new byte[] {smile[0], smile[1]});
        tokens.add(new byte[] {smile[2], smile[3], '"'});
        tokens.add(new byte[] {'a', (byte) 0xC3});
        tokens.add(new byte[] {(byte) 0xA9, '"', '}'});
        return tokens;
    }
}
