package dev.gaia.chat.engine.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A byte-level BPE vocabulary.
 *
 * @param tokens by id; bytes are written as GPT-2's printable stand-ins
 * @param kinds by id, ggml's token types
 * @param merges pairs in the order of their rank, separated by a space
 * @param splitting the rule that cuts text before merging
 */
public record Vocabulary(List<String> tokens, List<Integer> kinds, List<String> merges, Splitting splitting) {

    static final int NORMAL = 1;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;

    public Vocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        merges = List.copyOf(merges);
        if (tokens.isEmpty() || tokens.size() != kinds.size()) {
            throw new IllegalArgumentException(
                    "The vocabulary has " + tokens.size() + " tokens but " + kinds.size() + " token types");
        }
        refuseUnknownMerges(tokens, merges);
    }

    /**
     * As GGUF's {@code tokenizer.ggml.*} metadata describes it.
     *
     * @param splitting the name of the rule that cuts text ({@code tokenizer.ggml.pre})
     * @throws IllegalArgumentException when it is not sound or not supported
     */
    public static Vocabulary of(List<String> tokens, List<Integer> kinds, List<String> merges, String splitting) {
        return new Vocabulary(tokens, kinds, merges, Splitting.named(splitting));
    }

    /**
     * From a {@code tokenizer.json}.
     *
     * @throws IllegalArgumentException when it is not sound or not supported
     */
    public static Vocabulary of(JsonNode tokenizer) {
        return TokenizerJsonReader.read(tokenizer);
    }

    private static void refuseUnknownMerges(List<String> tokens, List<String> merges) {
        Set<String> known = new HashSet<>(tokens);
        for (String merge : merges) {
            int space = merge.indexOf(' ');
            if (space < 1
                    || !known.contains(merge.substring(0, space))
                    || !known.contains(merge.substring(space + 1))
                    || !known.contains(merge.substring(0, space) + merge.substring(space + 1))) {
                throw new IllegalArgumentException("The vocabulary merges tokens that it does not have");
            }
        }
    }

    /** What a token's entry says; empty for an id that is not in use. */
    public Optional<String> text(int token) {
        return token < 0 || isUnused(token) ? Optional.empty() : Optional.of(tokens.get(token));
    }

    public Optional<Integer> id(String text) {
        int id = tokens.indexOf(text);
        return id < 0 ? Optional.empty() : Optional.of(id);
    }

    boolean isControl(int token) {
        return kinds.get(token) == CONTROL;
    }

    boolean isUnused(int token) {
        return token >= tokens.size() || kinds.get(token) == UNUSED;
    }

    /** Whether the token is found in a text as a whole, before the text is cut. */
    boolean isAdded(int token) {
        return !isUnused(token) && (isControl(token) || kinds.get(token) == USER_DEFINED);
    }
}
