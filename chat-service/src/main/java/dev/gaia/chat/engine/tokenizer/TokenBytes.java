package dev.gaia.chat.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The bytes that each token stands for, undoing GPT-2's mapping of bytes to printable characters, or SentencePiece's writing of
 * spaces and of single bytes.
 */
final class TokenBytes {

    private static final Map<Character, Byte> BYTES = byteOfCharacter();

    private static final byte[] NOTHING = {};

    private final Vocabulary vocabulary;

    TokenBytes(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    byte[] of(int token) {
        if (vocabulary.isUnused(token)) {
            return NOTHING;
        }
        String text = vocabulary.tokens().get(token);
        if (vocabulary.isAdded(token)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (vocabulary.isByte(token)) {
            return new byte[] {(byte) HexFormat.fromHexDigits(text, 3, 5)};
        }
        return vocabulary.splitting().isSentencePiece()
                ? text.replace(Splitting.SPACE, ' ').getBytes(StandardCharsets.UTF_8)
                : mapped(text);
    }

    List<byte[]> ofText() {
        return IntStream.range(0, vocabulary.tokens().size())
                .mapToObj(token -> standsAlone(token) ? new byte[0] : of(token))
                .toList();
    }

    /** Whether the token is text of its own that no character can reach into. */
    boolean standsAlone(int token) {
        return vocabulary.isAdded(token);
    }

    /** Whether the first space of a text is not the text's. */
    boolean addsSpace() {
        return vocabulary.splitting().addsSpace();
    }

    private static byte[] mapped(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            Byte value = BYTES.get(text.charAt(i));
            if (value == null) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            bytes.write(value);
        }
        return bytes.toByteArray();
    }

    /** Printable Latin-1 characters stand for themselves, all other bytes for characters from U+0100 on. */
    private static Map<Character, Byte> byteOfCharacter() {
        Map<Character, Byte> bytes = new HashMap<>();
        char next = 0x100;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            bytes.put(printable ? (char) value : next++, (byte) value);
        }
        return bytes;
    }
}
