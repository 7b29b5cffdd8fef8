package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.model.GgufFile;
import dev.gaia.chat.engine.model.ModelFile;
import dev.gaia.chat.engine.model.ModelFileException;
import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import dev.gaia.chat.engine.model.ModelFolder;
import dev.gaia.chat.engine.tokenizer.ChatTemplate;
import dev.gaia.chat.engine.tokenizer.Vocabulary;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a model's file says about text.
 *
 * @param endTokens the tokens by which the model says that its turn is over
 */
record Language(Vocabulary vocabulary, ChatTemplate template, Set<Integer> endTokens) {

    /** Plain turns for models whose file brings no template. */
    private static final String CHATML = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
            + " + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    /** @throws ModelFileException when the tokenizer or the template cannot be used */
    static Language of(ModelFile file) throws IOException {
        try {
            return switch (file) {
                case GgufFile gguf -> of(gguf);
                case ModelFolder folder -> of(folder);
            };
        } catch (IllegalArgumentException unsupported) {
            throw new ModelFileException(Flaw.BAD_METADATA, String.valueOf(unsupported.getMessage()));
        }
    }

    private static Language of(GgufFile file) {
        Vocabulary vocabulary = vocabulary(file);
        Map<String, String> specialTokens = new HashMap<>();
        tokenId(file, "bos").flatMap(vocabulary::text).ifPresent(token -> specialTokens.put("bos_token", token));
        tokenId(file, "eos").flatMap(vocabulary::text).ifPresent(token -> specialTokens.put("eos_token", token));
        Set<Integer> ends = new HashSet<>();
        tokenId(file, "eos").ifPresent(ends::add);
        tokenId(file, "eot").ifPresent(ends::add);
        String template = file.findString("tokenizer.chat_template").orElse(CHATML);
        return new Language(vocabulary, new ChatTemplate(template, specialTokens), Set.copyOf(ends));
    }

    private static Vocabulary vocabulary(GgufFile file) {
        List<String> tokens = file.strings("tokenizer.ggml.tokens");
        List<Integer> kinds = file.integers("tokenizer.ggml.token_type");
        String kind = file.findString("tokenizer.ggml.model").orElse("gpt2");
        Vocabulary vocabulary = switch (kind) {
            case "gpt2" ->
                Vocabulary.of(
                        tokens,
                        kinds,
                        file.strings("tokenizer.ggml.merges"),
                        file.findString("tokenizer.ggml.pre").orElse("default"));
            case "llama" ->
                Vocabulary.ofPieces(
                        tokens,
                        kinds,
                        file.floats("tokenizer.ggml.scores"),
                        file.findBoolean("tokenizer.ggml.add_space_prefix").orElse(true));
            default ->
                throw new IllegalArgumentException(
                        "The tokenizer's kind " + kind + " is not supported; gpt2 and llama are");
        };
        boolean hasBeginning = file.findBoolean("tokenizer.ggml.add_bos_token").orElse(vocabulary.isSentencePiece());
        return hasBeginning
                ? tokenId(file, "bos").map(vocabulary::beginningWith).orElse(vocabulary)
                : vocabulary;
    }

    private static Optional<Integer> tokenId(GgufFile file, String name) {
        return file.findNumber("tokenizer.ggml." + name + "_token_id").map(Number::intValue);
    }

    private static Language of(ModelFolder folder) throws IOException {
        Vocabulary stated = Vocabulary.of(folder.json("tokenizer.json")
                .orElseThrow(() -> new ModelFileException(
                        Flaw.MISSING_FILE, "There is no tokenizer.json in the folder; tokenizer.model is not read")));
        JsonNode settings = folder.json("tokenizer_config.json").orElse(MissingNode.getInstance());
        Map<String, String> specialTokens = new HashMap<>();
        for (String name : List.of("bos_token", "eos_token", "unk_token", "pad_token")) {
            specialToken(settings.path(name)).ifPresent(token -> specialTokens.put(name, token));
        }
        boolean hasBeginning = settings.path("add_bos_token").asBoolean(stated.isSentencePiece());
        Vocabulary vocabulary = hasBeginning
                ? Optional.ofNullable(specialTokens.get("bos_token"))
                        .flatMap(stated::id)
                        .map(stated::beginningWith)
                        .orElse(stated)
                : stated;
        Set<Integer> ends = new HashSet<>();
        for (String file : List.of("config.json", "generation_config.json")) {
            JsonNode end =
                    folder.json(file).map(json -> json.path("eos_token_id")).orElse(MissingNode.getInstance());
            (end.isArray() ? end.valueStream() : java.util.stream.Stream.of(end))
                    .filter(JsonNode::isInt)
                    .map(JsonNode::asInt)
                    .forEach(ends::add);
        }
        Optional.ofNullable(specialTokens.get("eos_token"))
                .flatMap(vocabulary::id)
                .ifPresent(ends::add);
        String template = folder.text("chat_template.jinja").orElseGet(() -> template(settings.path("chat_template")));
        return new Language(vocabulary, new ChatTemplate(template, specialTokens), Set.copyOf(ends));
    }

    /** Plain text, or an object that holds it beside flags. */
    private static Optional<String> specialToken(JsonNode token) {
        String text = token.isObject() ? token.path("content").asString("") : token.asString("");
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** One template, or a list of them by name. */
    private static String template(JsonNode stated) {
        if (stated.isArray()) {
            return stated.valueStream()
                    .filter(entry -> entry.path("name").asString("").equals("default"))
                    .map(entry -> entry.path("template").asString(CHATML))
                    .findFirst()
                    .orElse(CHATML);
        }
        return stated.asString(CHATML);
    }
}
