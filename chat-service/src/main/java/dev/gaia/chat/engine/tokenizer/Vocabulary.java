package dev.gaia.chat.engine.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A BPE vocabulary: byte-level, or SentencePiece's.
 *
 * @param tokens by id; bytes are written as GPT-2's printable stand-ins, or text as SentencePiece writes it
 * @param kinds by id, ggml's token types
 * @param merges pairs in the order of their rank, separated by a space
 * @param splitting the rule that cuts text before merging
 * @param beginning the token that every text begins with
 */
public record Vocabulary(
        List<String> tokens,
        List<Integer> kinds,
        List<String> merges,
        Splitting splitting,
        Optional<Integer> beginning) {

    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    private static final Pattern BYTE_TEXT = Pattern.compile("<0x[0-9A-F]{2}>");

    public Vocabulary {
        tokens = List.copyOf(tokens);
        kinds = List.copyOf(kinds);
        merges = List.copyOf(merges);
        if (tokens.isEmpty() || tokens.size() != kinds.size()) {
            throw new IllegalArgumentException(
                    "The vocabulary has " + tokens.size() + " tokens but " + kinds.size() + " token types");
        }
        for (int id = 0; id < tokens.size(); id++) {
            if (kinds.get(id) == BYTE && !isByteText(tokens.get(id))) {
                throw new IllegalArgumentException("The vocabulary has a token for a byte that names none");
            }
        }
        if (beginning.isPresent() && (beginning.get() < 0 || beginning.get() >= tokens.size())) {
            throw new IllegalArgumentException("Texts begin with a token that the vocabulary does not have");
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
        return new Vocabulary(tokens, kinds, merges, Splitting.named(splitting), Optional.empty());
    }

    /**
     * SentencePiece's, as GGUF describes it.
     *
     * @param scores by id; of two pairs that could be merged the one with the higher score is
     * @param addsSpace whether text gets a space before it
     * @throws IllegalArgumentException when it is not sound or not supported
     */
    public static Vocabulary ofPieces(List<String> tokens, List<Integer> kinds, List<Float> scores, boolean addsSpace) {
        return new Vocabulary(
                tokens,
                kinds,
                PieceMerges.of(tokens, kinds, scores),
                addsSpace ? Splitting.SPACE_BEFORE_EACH_PART : Splitting.NO_SPACE_BEFORE,
                Optional.empty());
    }

    /**
     * From a {@code tokenizer.json}.
     *
     * @throws IllegalArgumentException when it is not sound or not supported
     */
    public static Vocabulary of(JsonNode tokenizer) {
        return TokenizerJsonReader.read(tokenizer);
    }

    /** The same, with a token before every text. */
    public Vocabulary beginningWith(int token) {
        return new Vocabulary(tokens, kinds, merges, splitting, Optional.of(token));
    }

    /** Whether its pieces are SentencePiece's. */
    public boolean isSentencePiece() {
        return splitting.isSentencePiece();
    }

    static boolean isByteText(String text) {
        return BYTE_TEXT.matcher(text).matches();
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
        return kinds.get(token) == CONTROL || kinds.get(token) == UNKNOWN;
    }

    boolean isByte(int token) {
        return kinds.get(token) == BYTE;
    }

    /** What stands for text that no token can write. */
    Optional<String> unknown() {
        int id = kinds.indexOf(UNKNOWN);
        return id < 0 ? Optional.empty() : Optional.of(tokens.get(id));
    }

    boolean isUnused(int token) {
        return token >= tokens.size() || kinds.get(token) == UNUSED;
    }

    /** Whether the token is found in a text as a whole, before the text is cut. */
    boolean isAdded(int token) {
        return !isUnused(token) && (isControl(token) || kinds.get(token) == USER_DEFINED);
    }
}
