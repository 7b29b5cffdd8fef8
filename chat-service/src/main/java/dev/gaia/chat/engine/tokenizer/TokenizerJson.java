package dev.gaia.chat.engine.tokenizer;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a vocabulary as the {@code tokenizer.json} that Hugging Face's tokenizers library reads. */
final class TokenizerJson {

    private static final JsonMapper JSON = new JsonMapper();

    private TokenizerJson() {}

    static String of(Vocabulary vocabulary) {
        Splitting splitting = vocabulary.splitting();
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.set("added_tokens", addedTokens(vocabulary));
        if (!splitting.steps().isEmpty()) {
            root.putPOJO("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", splitting.steps()));
        }
        if (!splitting.normalizers().isEmpty()) {
            root.putPOJO("normalizer", Map.of("type", "Sequence", "normalizers", splitting.normalizers()));
        }
        root.set("model", model(vocabulary));
        return JSON.writeValueAsString(root);
    }

    private static ArrayNode addedTokens(Vocabulary vocabulary) {
        ArrayNode added = JSON.createArrayNode();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (vocabulary.isAdded(id)) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.tokens().get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", vocabulary.isControl(id));
            }
        }
        return added;
    }

    private static ObjectNode model(Vocabulary vocabulary) {
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE");
        boolean isSentencePiece = vocabulary.splitting().isSentencePiece();
        vocabulary.unknown().ifPresent(token -> model.put("unk_token", token));
        model.put("fuse_unk", isSentencePiece);
        model.put("byte_fallback", isSentencePiece);
        model.put("ignore_merges", vocabulary.splitting().ignoresMerges());
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (!vocabulary.isUnused(id)) {
                ids.put(vocabulary.tokens().get(id), id);
            }
        }
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(merges::add);
        return model;
    }
}
