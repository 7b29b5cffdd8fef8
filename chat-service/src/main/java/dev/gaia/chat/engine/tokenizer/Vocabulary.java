package dev.gaia.chat.engine.tokenizer;

import java.util.List;

/**
 * A byte-level BPE vocabulary, as GGUF's {@code tokenizer.ggml.*} metadata describes it.
 *
 * @param tokens by id; bytes are written as GPT-2's printable stand-ins
 * @param kinds by id, ggml's token types: 1 normal, 3 control, 4 user-defined
 * @param merges pairs in the order of their rank, separated by a space
 * @param splitting the name of the rule that cuts text before merging ({@code tokenizer.ggml.pre})
 */
public record Vocabulary(List<String> tokens, List<Integer> kinds, List<String> merges, String splitting) {

    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    public Vocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        merges = List.copyOf(merges);
        if (tokens.isEmpty() || tokens.size() != kinds.size()) {
            throw new IllegalArgumentException(
                    "The vocabulary has " + tokens.size() + " tokens but " + kinds.size() + " token types");
        }
    }

    boolean isControl(int token) {
        return kinds.get(token) == CONTROL;
    }

    /** Whether the token is found in a text as a whole, before the text is cut. */
    boolean isAdded(int token) {
        return isControl(token) || kinds.get(token) == USER_DEFINED;
    }
}
