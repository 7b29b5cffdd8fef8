package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.GoldenFiles;
import dev.gaia.chat.engine.model.GgufFile;
import dev.gaia.chat.engine.sampling.Constraint;
import dev.gaia.chat.engine.sampling.Constraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A small SentencePiece model, against the sentencepiece library itself. */
@Tag("native")
class SentencePieceTests {

    private static final int BEGINNING = 1;
    private static final int END = 2;

    private static Vocabulary vocabulary;
    private static Tokenizer withSpace;
    private static Tokenizer withoutSpace;
    private static Tokenizer withSpaceFirst;

    @BeforeAll
    static void read() throws IOException {
        vocabulary = pieces(true);
        withSpace = Tokenizer.of(vocabulary);
        withoutSpace = Tokenizer.of(pieces(false));
        withSpaceFirst = Tokenizer.of(Vocabulary.of(withMetaspace("first")));
    }

    @AfterAll
    static void close() {
        withSpace.close();
        withoutSpace.close();
        withSpaceFirst.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void textBecomesThePiecesOfTheReferenceAndComesBack(JsonNode golden) {
        int[] ids = withSpace.encode(golden.get("text").asString());

        assertThat(ids).isEqualTo(GoldenFiles.ints(golden.get("ids")));
        assertThat(withSpace.decode(IntStream.of(ids).boxed().toList()))
                .isEqualTo(golden.get("decoded").asString());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachRuleForTheSpaceBeforeIsKept(JsonNode golden) {
        String text = golden.get("text").asString();

        assertThat(withSpaceFirst.encode(text)).isEqualTo(GoldenFiles.ints(golden.get("ids_prefix_first")));
        assertThat(withoutSpace.encode(text)).isEqualTo(GoldenFiles.ints(golden.get("ids_no_prefix")));
    }

    @Test
    void tokenizerJsonSaysTheSameAsScores() {
        assertThat(Vocabulary.of(GoldenFiles.json("tokenizer/spm-tokenizer.json")))
                .isEqualTo(vocabulary);
    }

    @Test
    void controlTokensAreFoundAsTheyStandWhateverTheFileSays() {
        JsonNode tokenizer = GoldenFiles.json("tokenizer/spm-tokenizer.json");
        ((ObjectNode) tokenizer.get("added_tokens").get(1)).put("normalized", true);
        assertThat(Vocabulary.of(tokenizer)).isEqualTo(vocabulary);

        ((ObjectNode) tokenizer.get("added_tokens").get(3)).put("normalized", true);
        assertThatIllegalArgumentException().isThrownBy(() -> Vocabulary.of(tokenizer));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void characterOfSeveralByteTokensLeavesWhole(JsonNode golden) {
        IncrementalDecoder decoder = withSpace.newDecoder();
        StringBuilder whole = new StringBuilder();
        for (int id : GoldenFiles.ints(golden.get("ids"))) {
            String text = decoder.append(id);
            assertThat(text).doesNotContain("\uFFFD");
            whole.append(text);
        }

        assertThat(decoder.flush()).isEmpty();
        assertThat(whole.toString()).isEqualTo(golden.get("decoded").asString());
    }

    @Test
    void halfACharacterIsHeldBackAndInTheEndReplaced() {
        IncrementalDecoder decoder = withSpace.newDecoder();

        assertThat(decoder.append(id("<0xF0>"))).isEmpty();
        assertThat(decoder.append(id("<0x9F>"))).isEmpty();
        assertThat(decoder.append(id("er"))).isEqualTo("\uFFFDer");
        assertThat(decoder.append(id("<0xE2>"))).isEmpty();
        assertThat(decoder.flush()).isEqualTo("\uFFFD");
    }

    @Test
    void onlyTheFirstSpaceOfAnAnswerIsLeftOut() {
        IncrementalDecoder decoder = withSpace.newDecoder();

        assertThat(decoder.append(id("\u2581the"))).isEqualTo("the");
        assertThat(decoder.append(id("\u2581the"))).isEqualTo(" the");
        assertThat(withoutSpace.newDecoder().append(id("\u2581the"))).isEqualTo(" the");
    }

    @Test
    void textBeginsWithItsTokenOnceWhetherTheTemplateWritesItOrNot() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.of(vocabulary.beginningWith(BEGINNING))) {
            assertThat(tokenizer.encode("Hello"))
                    .startsWith(BEGINNING)
                    .endsWith(withSpace.encode("Hello"))
                    .hasSize(1 + withSpace.encode("Hello").length);
            assertThat(tokenizer.encode("<s>Hello")).isEqualTo(withSpace.encode("<s>Hello"));
            assertThat(tokenizer.encode("")).containsExactly(BEGINNING);
        }
    }

    @Test
    void constraintSeesSpacesAndBytesAndNoControlTokens() {
        List<byte[]> bytes = withSpace.textBytes();

        assertThat(bytes.get(id("\u2581the"))).isEqualTo(" the".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes.get(id("<0xF0>"))).containsExactly(0xF0);
        assertThat(bytes.get(END)).isEmpty();
        assertThat(bytes.get(id("<|user|>"))).isEmpty();
    }

    @Test
    void soundJsonMayComePieceByPiece() {
        Constraint constraint = new Constraints(withSpace.textBytes(), Set.of(END))
                .of(new AnswerFormat.JsonObject())
                .orElseThrow();

        for (int token : withoutSpace.encode(
                "{\"na\u00efve caf\u00e9\": [\"\uD83D\uDE42\", 1.5, true], \"b\": \"the keeper\"}")) {
            assertThat(constraint.allows(token)).isTrue();
            constraint.accept(token);
        }

        assertThat(constraint.allows(END)).isTrue();
    }

    @Test
    void unsoundPiecesAreRefused() {
        List<String> tokens = List.of("<unk>", "<0xZZ>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vocabulary.ofPieces(tokens, List.of(2, 6), List.of(0f, 0f), true))
                .withMessageContaining("byte");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vocabulary.ofPieces(tokens, List.of(2, 1), List.of(0f), true))
                .withMessageContaining("scores");
        List<String> tooLong = new ArrayList<>(tokens);
        tooLong.set(1, "a".repeat(129));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vocabulary.ofPieces(tooLong, List.of(2, 1), Collections.nCopies(2, 0f), true))
                .withMessageContaining("piece");
    }

    @Test
    void otherRuleForSpacesIsRefused() throws IOException {
        JsonNode always = withMetaspace("sometimes");
        assertThatIllegalArgumentException().isThrownBy(() -> Vocabulary.of(always));
        ObjectNode withoutBytes = (ObjectNode) GoldenFiles.json("tokenizer/spm-tokenizer.json");
        ((ObjectNode) withoutBytes.get("model")).put("byte_fallback", false);
        assertThatIllegalArgumentException().isThrownBy(() -> Vocabulary.of(withoutBytes));
    }

    static Stream<JsonNode> cases() {
        return GoldenFiles.json("tokenizer/spm.json").valueStream();
    }

    private static int id(String piece) {
        return vocabulary.id(piece).orElseThrow();
    }

    private static Vocabulary pieces(boolean addsSpace) throws IOException {
        try (GgufFile gguf = GgufFile.open(GoldenFiles.path("tokenizer/spm.gguf"))) {
            return Vocabulary.ofPieces(
                    gguf.strings("tokenizer.ggml.tokens"),
                    gguf.integers("tokenizer.ggml.token_type"),
                    gguf.floats("tokenizer.ggml.scores"),
                    addsSpace);
        }
    }

    /** As transformers 5 writes Llama's: no normalizer, but a step that cuts nothing. */
    private static JsonNode withMetaspace(String scheme) {
        ObjectNode tokenizer = (ObjectNode) GoldenFiles.json("tokenizer/spm-tokenizer.json");
        tokenizer.putNull("normalizer");
        tokenizer.set("pre_tokenizer", new JsonMapper().readTree("""
                {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "%s", "split": false}""".formatted(scheme)));
        return tokenizer;
    }
}
