package dev.gaia.chat.completion;

import java.lang.Character.UnicodeScript;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts an answer where it may be cut for clients that show or speak the pieces at once: never inside a word,
 * never inside a directive such as {@code {"m":"pause","p":{"secs":2.0}}}. What the pieces join to is the whole.
 */
final class SpeakableChunks {

    private static final Pattern DIRECTIVE = Pattern.compile("\\{\\s*\"m\"\\s*:.*", Pattern.DOTALL);
    private static final int LONGEST_DIRECTIVE = 4_096;

    /** Scripts that put no spaces between words, so that any place is as good as another. */
    private static final Set<UnicodeScript> UNSPACED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private final StringBuilder held = new StringBuilder();

    /** What can be sent now that this piece has come; may be empty. */
    String append(String piece) {
        held.append(piece);
        return release(sendable());
    }

    /** What is left at the end. */
    String flush() {
        return release(held.length());
    }

    private String release(int length) {
        String released = held.substring(0, length);
        held.delete(0, length);
        return released;
    }

    private int sendable() {
        int at = 0;
        int sendable = 0;
        while (at < held.length()) {
            if (held.charAt(at) == '{' && mayBecomeDirective(at)) {
                int end = endOfDirective(at);
                if (end < 0) {
                    return held.length() - at > LONGEST_DIRECTIVE ? held.length() : sendable;
                }
                at = end;
                sendable = end;
            } else {
                int next = at + Character.charCount(held.codePointAt(at));
                if (next < held.length() ? !isInsideWord(next) : !isWordLetter(held.codePointBefore(next))) {
                    sendable = next;
                }
                at = next;
            }
        }
        return sendable;
    }

    /** Whether what follows is a directive or, where the text ends, may be the beginning of one. */
    private boolean mayBecomeDirective(int at) {
        Matcher matcher = DIRECTIVE.matcher(held).region(at, held.length());
        return matcher.matches() || matcher.hitEnd();
    }

    /** Just behind the closing brace; −1 while it has not come. Braces inside strings do not count. */
    private int endOfDirective(int at) {
        int depth = 0;
        boolean inString = false;
        for (int i = at; i < held.length(); i++) {
            char c = held.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private boolean isInsideWord(int border) {
        return isWordLetter(held.codePointBefore(border)) && isWordLetter(held.codePointAt(border));
    }

    /** Apostrophes belong to their word: whoever speaks the pieces would stumble over "it'" and "s". */
    private static boolean isWordLetter(int codePoint) {
        return switch (codePoint) {
            case '\'', '\u2019' -> true;
            default ->
                (Character.isLetter(codePoint) || Character.getType(codePoint) == Character.NON_SPACING_MARK)
                        && !UNSPACED.contains(UnicodeScript.of(codePoint));
        };
    }
}
