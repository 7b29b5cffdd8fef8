package dev.gaia.chat.engine.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a family's tokenizer cuts text before it merges. Rules come from this list and never from a model's file, since an
 * expression from a stranger could take for ever.
 */
enum Splitting {
    SMOLLM(
            Set.of("smollm"),
            null,
            false,
            List.of(Map.of("type", "Digits", "individual_digits", true), byteLevel(true))),
    GPT2(Set.of("gpt-2", "default"), null, false, List.of(byteLevel(true))),
    LLAMA3(Set.of("llama-bpe", "llama-v3", "llama3"), null, true, wordsAndNumbers("\\p{N}{1,3}")),
    QWEN2(Set.of("qwen2", "deepseek-r1-qwen"), "NFC", false, wordsAndNumbers("\\p{N}")),
    TEKKEN(
            Set.of("tekken"),
            null,
            true,
            pattern("[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                    + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
                    + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")),

    /** SentencePiece with a space before the text and after each special token. */
    SPACE_BEFORE_EACH_PART(List.of(prepend(), spacesAsPiecesHaveThem()), List.of()),
    /** SentencePiece with a space before the text, unless it begins with a special token. */
    SPACE_BEFORE_THE_TEXT(List.of(), List.of(metaspace("first"))),
    /** SentencePiece that adds no space. */
    NO_SPACE_BEFORE(List.of(spacesAsPiecesHaveThem()), List.of());

    /** How SentencePiece writes a space. */
    static final char SPACE = '\u2581';

    private final Set<String> ggufNames;
    private final List<Map<String, Object>> normalizers;
    private final boolean ignoresMerges;
    private final List<Map<String, Object>> steps;

    /** @param ignoresMerges whether a piece that is a token is taken whole, whatever the merges make of it */
    Splitting(
            Set<String> ggufNames,
            @Nullable String normalizer,
            boolean ignoresMerges,
            List<Map<String, Object>> steps) {
        this.ggufNames = ggufNames;
        this.normalizers = normalizer == null ? List.of() : List.of(Map.of("type", normalizer));
        this.ignoresMerges = ignoresMerges;
        this.steps = steps;
    }

    Splitting(List<Map<String, Object>> normalizers, List<Map<String, Object>> steps) {
        this.ggufNames = Set.of();
        this.normalizers = normalizers;
        this.ignoresMerges = false;
        this.steps = steps;
    }

    /**
     * @param name as GGUF's {@code tokenizer.ggml.pre} has it
     * @throws IllegalArgumentException when there is no such rule
     */
    static Splitting named(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.ggufNames.contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The tokenizer's splitting rule " + name
                        + " is not supported; "
                        + Arrays.stream(values())
                                .flatMap(rule -> rule.ggufNames.stream().sorted())
                                .collect(Collectors.joining(", "))
                        + " are"));
    }

    /**
     * @param tokenizer a {@code tokenizer.json}
     * @throws IllegalArgumentException when its rule is none of these
     */
    static Splitting of(JsonNode tokenizer) {
        List<Map<String, Object>> steps = flat(tokenizer.path("pre_tokenizer"), "pretokenizers");
        List<Map<String, Object>> normalizers = flat(tokenizer.path("normalizer"), "normalizers");
        return Arrays.stream(values())
                .filter(rule -> rule.steps.equals(steps) && rule.normalizers.equals(normalizers))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The tokenizer cuts text by a rule that is not supported; those of SmolLM, GPT-2, Llama 3, Qwen 2"
                                + " and 3, Mistral's Tekken and SentencePiece are"));
    }

    /** Whether the vocabulary's pieces are SentencePiece's: text itself, not stand-ins of its bytes. */
    boolean isSentencePiece() {
        return switch (this) {
            case SPACE_BEFORE_EACH_PART, SPACE_BEFORE_THE_TEXT, NO_SPACE_BEFORE -> true;
            case SMOLLM, GPT2, LLAMA3, QWEN2, TEKKEN -> false;
        };
    }

    /** Whether a text's first token has a space that is not the text's. */
    boolean addsSpace() {
        return this == SPACE_BEFORE_EACH_PART || this == SPACE_BEFORE_THE_TEXT;
    }

    /** As {@code tokenizer.json} has them. */
    List<Map<String, Object>> normalizers() {
        return normalizers;
    }

    boolean ignoresMerges() {
        return ignoresMerges;
    }

    /** As {@code tokenizer.json} has them. */
    List<Map<String, Object>> steps() {
        return steps;
    }

    static Map<String, Object> byteLevel(boolean withPatternOfGpt2) {
        return Map.of(
                "type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", withPatternOfGpt2);
    }

    private static List<Map<String, Object>> wordsAndNumbers(String number) {
        return pattern("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
    }

    private static List<Map<String, Object>> pattern(String expression) {
        return List.of(
                Map.of(
                        "type",
                        "Split",
                        "pattern",
                        Map.of("Regex", expression),
                        "behavior",
                        "Isolated",
                        "invert",
                        false),
                byteLevel(false));
    }

    private static Map<String, Object> prepend() {
        return Map.of("type", "Prepend", "prepend", "\u2581");
    }

    private static Map<String, Object> spacesAsPiecesHaveThem() {
        return Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "\u2581");
    }

    private static Map<String, Object> metaspace(String scheme) {
        return Map.of("type", "Metaspace", "replacement", "\u2581", "prepend_scheme", scheme, "split", false);
    }

    private static List<Map<String, Object>> flat(JsonNode step, String parts) {
        if (step.isNull() || step.isMissingNode()) {
            return List.of();
        }
        Stream<JsonNode> steps = step.path("type").asString("").equals("Sequence")
                ? step.path(parts).valueStream()
                : Stream.of(step);
        return steps.map(Splitting::canonical).toList();
    }

    private static Map<String, Object> canonical(JsonNode step) {
        String type = step.path("type").asString("");
        return switch (type) {
            case "Digits" ->
                Map.of(
                        "type",
                        type,
                        "individual_digits",
                        step.path("individual_digits").asBoolean(false));
            case "ByteLevel" ->
                step.path("add_prefix_space").asBoolean(true)
                        ? Map.of("type", "ByteLevel with a space before")
                        : byteLevel(step.path("use_regex").asBoolean(true));
            case "Split" ->
                Map.of(
                        "type", type,
                        "pattern",
                                Map.of(
                                        "Regex",
                                        step.path("pattern").path("Regex").asString("")),
                        "behavior", step.path("behavior").asString(""),
                        "invert", step.path("invert").asBoolean(false));
            case "Prepend" ->
                Map.of("type", type, "prepend", step.path("prepend").asString(""));
            case "Replace" ->
                Map.of(
                        "type", type,
                        "pattern",
                                Map.of(
                                        "String",
                                        step.path("pattern").path("String").asString("")),
                        "content", step.path("content").asString(""));
            case "Metaspace" ->
                Map.of(
                        "type", type,
                        "replacement", step.path("replacement").asString(""),
                        "prepend_scheme", step.path("prepend_scheme").asString("always"),
                        "split", step.path("split").asBoolean(true));
            default -> Map.of("type", type);
        };
    }
}
