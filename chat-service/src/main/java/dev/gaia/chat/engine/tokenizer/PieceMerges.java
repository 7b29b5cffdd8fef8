package dev.gaia.chat.engine.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The pairs that SentencePiece would merge, in their order. Its files have none: it merges whichever neighbours make the piece
 * with the highest score, so every way to cut a piece in two is a pair, ranked by the piece's score.
 */
final class PieceMerges {

    /** Longer than any real one; a piece has as many pairs as characters. */
    private static final int LONGEST = 128;

    private record Pair(String left, String right, float score) {}

    private PieceMerges() {}

    /** @throws IllegalArgumentException when the lists do not belong together or a piece is too long */
    static List<String> of(List<String> tokens, List<Integer> kinds, List<Float> scores) {
        if (tokens.size() != kinds.size() || tokens.size() != scores.size()) {
            throw new IllegalArgumentException("The vocabulary has " + tokens.size() + " tokens but " + kinds.size()
                    + " token types and " + scores.size() + " scores");
        }
        Set<String> pieces = new HashSet<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (kinds.get(id) == Vocabulary.NORMAL) {
                pieces.add(tokens.get(id));
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (kinds.get(id) == Vocabulary.NORMAL) {
                addPairs(tokens.get(id), scores.get(id), pieces, pairs);
            }
        }
        // The second and third only decide between ways to make the same piece, as Hugging Face's converter does.
        pairs.sort(Comparator.comparingDouble(Pair::score)
                .thenComparingInt(pair -> pair.left().length())
                .thenComparingInt(pair -> pair.right().length())
                .reversed());
        return pairs.stream().map(pair -> pair.left() + " " + pair.right()).toList();
    }

    private static void addPairs(String piece, float score, Set<String> pieces, List<Pair> pairs) {
        if (piece.length() > LONGEST) {
            throw new IllegalArgumentException("The vocabulary has a piece of more than " + LONGEST + " characters");
        }
        for (int at = 1; at < piece.length(); at++) {
            String left = piece.substring(0, at);
            String right = piece.substring(at);
            if (pieces.contains(left) && pieces.contains(right)) {
                pairs.add(new Pair(left, right, score));
            }
        }
    }
}
