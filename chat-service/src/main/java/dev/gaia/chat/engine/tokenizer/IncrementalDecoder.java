package dev.gaia.chat.engine.tokenizer;

import java.util.Arrays;

/**
 * Turns the tokens of one answer into text as they come. Bytes that may be the beginning of a character are held back
 * until it is whole; bytes that cannot become one are sent as U+FFFD, as Unicode's practice of maximal subparts has it.
 */
public final class IncrementalDecoder {

    private static final char REPLACEMENT = '\uFFFD';

    private final TokenBytes bytes;
    private byte[] held = {};

    /** Whether a space that comes now is SentencePiece's, which begins each text with one. */
    private boolean spaceIsAdded;

    IncrementalDecoder(TokenBytes bytes) {
        this.bytes = bytes;
        this.spaceIsAdded = bytes.addsSpace();
    }

    /** What can be sent now that this token has come; may be empty. */
    public String append(int token) {
        byte[] own = bytes.of(token);
        if (bytes.standsAlone(token)) {
            spaceIsAdded = false;
            String before = flush();
            return before + decode(own);
        }
        if (spaceIsAdded && own.length > 0) {
            spaceIsAdded = false;
            own = own[0] == ' ' ? Arrays.copyOfRange(own, 1, own.length) : own;
        }
        byte[] all = concatenate(held, own);
        int whole = all.length - unfinished(all);
        held = Arrays.copyOfRange(all, whole, all.length);
        return decode(Arrays.copyOf(all, whole));
    }

    /** What a token stands for. */
    public byte[] bytes(int token) {
        return bytes.of(token);
    }

    /** What is left when no further token comes. */
    public String flush() {
        String rest = decode(held);
        held = new byte[0];
        return rest;
    }

    /** How many bytes at the end lead into a character that is not whole. */
    private static int unfinished(byte[] text) {
        for (int back = 1; back <= Math.min(3, text.length); back++) {
            int value = text[text.length - back] & 0xFF;
            if (!isContinuation(value)) {
                return back < length(value) ? back : 0;
            }
        }
        return 0;
    }

    private static String decode(byte[] text) {
        StringBuilder out = new StringBuilder(text.length);
        int at = 0;
        while (at < text.length) {
            int sound = soundBytes(text, at);
            if (sound > 0 && sound == length(text[at] & 0xFF)) {
                out.appendCodePoint(codePoint(text, at, sound));
                at += sound;
            } else {
                out.append(REPLACEMENT);
                at += Math.max(1, sound);
            }
        }
        return out.toString();
    }

    /** How many bytes from {@code at} on are the beginning of some character, at most one character's. */
    private static int soundBytes(byte[] text, int at) {
        int lead = text[at] & 0xFF;
        int needed = length(lead);
        int sound = needed == 0 ? 0 : 1;
        while (sound < needed && at + sound < text.length && follows(lead, sound, text[at + sound] & 0xFF)) {
            sound++;
        }
        return sound;
    }

    /** Unicode table 3-7: the second byte excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
    private static boolean follows(int lead, int index, int value) {
        if (index > 1) {
            return isContinuation(value);
        }
        return switch (lead) {
            case 0xE0 -> value >= 0xA0 && value <= 0xBF;
            case 0xED -> value >= 0x80 && value <= 0x9F;
            case 0xF0 -> value >= 0x90 && value <= 0xBF;
            case 0xF4 -> value >= 0x80 && value <= 0x8F;
            default -> isContinuation(value);
        };
    }

    private static int codePoint(byte[] text, int at, int length) {
        int lead = text[at] & 0xFF;
        int value = length == 1 ? lead : lead & 0xFF >> length + 1;
        for (int i = 1; i < length; i++) {
            value = value << 6 | text[at + i] & 0x3F;
        }
        return value;
    }

    private static boolean isContinuation(int value) {
        return (value & 0xC0) == 0x80;
    }

    /** Of the character that this byte begins; 0 when it begins none. */
    private static int length(int lead) {
        if (lead < 0x80) {
            return 1;
        }
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 2;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 3;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
