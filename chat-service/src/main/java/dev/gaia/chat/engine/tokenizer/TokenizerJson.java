package dev.gaia.chat.engine.tokenizer;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a vocabulary as the {@code tokenizer.json} that Hugging Face's tokenizers library reads. */
final class TokenizerJson {

    private static final JsonMapper JSON = new JsonMapper();

    /** How text is cut before merging, by the name that GGUF gives the rule; all end in GPT-2's byte-level pattern. */
    private static final Map<String, List<Map<String, Object>>> SPLITTING = Map.of(
            "smollm", List.of(Map.of("type", "Digits", "individual_digits", true), byteLevel()),
            "gpt-2", List.of(byteLevel()),
            "default", List.of(byteLevel()));

    private TokenizerJson() {}

    static String of(Vocabulary vocabulary) {
        List<Map<String, Object>> splitting = SPLITTING.get(vocabulary.splitting());
        if (splitting == null) {
            throw new IllegalArgumentException("The tokenizer's splitting rule " + vocabulary.splitting()
                    + " is not supported yet; " + SPLITTING.keySet() + " are");
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.set("added_tokens", addedTokens(vocabulary));
        root.putPOJO("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", splitting));
        root.putPOJO("decoder", byteLevel());
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
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            ids.put(vocabulary.tokens().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(merges::add);
        return model;
    }

    private static Map<String, Object> byteLevel() {
        return Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", true);
    }
}
