package dev.gaia.chat.engine.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Reads a vocabulary from a {@code tokenizer.json} as Hugging Face's tokenizers library writes it. Only what is read here
 * reaches that library, written anew.
 */
final class TokenizerJsonReader {

    private final JsonNode root;
    private final JsonNode model;
    private final Splitting splitting;
    private final List<String> tokens;
    private final List<Integer> kinds;

    private TokenizerJsonReader(JsonNode root) {
        this.root = root;
        this.model = root.path("model");
        this.splitting = Splitting.of(root);
        int entries = model.path("vocab").size() + root.path("added_tokens").size();
        int ids = 1 + greatestId();
        require(ids <= 2L * entries + 256, "its ids have gaps that no real vocabulary has");
        this.tokens = new ArrayList<>(Collections.nCopies(ids, ""));
        this.kinds = new ArrayList<>(Collections.nCopies(ids, Vocabulary.UNUSED));
    }

    static Vocabulary read(JsonNode root) {
        return new TokenizerJsonReader(root).read();
    }

    private Vocabulary read() {
        require(
                model.path("type").asString("BPE").equals("BPE")
                        && model.path("vocab").isObject(),
                "it is no BPE");
        require(model.path("dropout").asDouble(0) == 0, "it has dropout");
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            require(model.path(affix).asString("").isEmpty(), "it has a " + affix);
        }
        boolean isSentencePiece = splitting.isSentencePiece();
        require(
                model.path("byte_fallback").asBoolean(false) == isSentencePiece,
                "it writes single bytes in another way than its rule for cutting text says");
        for (Map.Entry<String, JsonNode> token : model.path("vocab").properties()) {
            boolean isByte = isSentencePiece && Vocabulary.isByteText(token.getKey());
            set(token.getValue().asInt(-1), token.getKey(), isByte ? Vocabulary.BYTE : Vocabulary.NORMAL);
        }
        root.path("added_tokens").forEach(this::add);
        if (isSentencePiece) {
            String text = model.path("unk_token").asString("");
            int unknown = tokens.indexOf(text);
            require(unknown >= 0 && !text.isEmpty(), "it has no token for what it does not know");
            kinds.set(unknown, Vocabulary.UNKNOWN);
        }
        return new Vocabulary(tokens, kinds, merges(), splitting, Optional.empty());
    }

    private int greatestId() {
        int greatest = -1;
        for (JsonNode id : model.path("vocab")) {
            greatest = Math.max(greatest, id.asInt(-1));
        }
        for (JsonNode added : root.path("added_tokens")) {
            greatest = Math.max(greatest, added.path("id").asInt(-1));
        }
        require(greatest < 1 << 24, "its ids are too large");
        return greatest;
    }

    private void add(JsonNode token) {
        for (String flag : List.of("single_word", "lstrip", "rstrip")) {
            require(!token.path(flag).asBoolean(false), "it has an added token that is " + flag);
        }
        boolean special = token.path("special").asBoolean(false);
        // Some files say so of <s>, which then would only be found behind SentencePiece's space.
        boolean meansIt = !(special && splitting.isSentencePiece());
        require(!(meansIt && token.path("normalized").asBoolean(false)), "it has an added token that is normalized");
        set(
                token.path("id").asInt(-1),
                token.path("content").asString(""),
                special ? Vocabulary.CONTROL : Vocabulary.USER_DEFINED);
    }

    private void set(int id, String text, int kind) {
        require(id >= 0 && !text.isEmpty(), "it has a token without id or text");
        require(kinds.get(id) == Vocabulary.UNUSED || tokens.get(id).equals(text), "two tokens have the id " + id);
        tokens.set(id, text);
        kinds.set(id, kind);
    }

    /** Older files write a pair as one text with a space, newer ones as a list of two. */
    private List<String> merges() {
        List<String> merges = new ArrayList<>();
        for (JsonNode pair : model.path("merges")) {
            String text = pair.isArray() && pair.size() == 2
                    ? pair.get(0).asString("") + " " + pair.get(1).asString("")
                    : pair.asString("");
            merges.add(text);
        }
        return merges;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("The tokenizer is not supported: " + message);
        }
    }
}
