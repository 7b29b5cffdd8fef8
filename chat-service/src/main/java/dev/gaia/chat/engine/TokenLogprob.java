package dev.gaia.chat.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A token and how likely the model itself found it: before the answer's form, bias, penalties, temperature and cuts.
 *
 * @param bytes what the token stands for, each from 0 to 255; it may be a part of a character
 */
public record TokenLogprob(List<Integer> bytes, double logprob) {

    public TokenLogprob {
        bytes = List.copyOf(bytes);
    }

    /** Of the bytes as they are; what is no whole character is U+FFFD. */
    public String text() {
        byte[] raw = new byte[bytes.size()];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = bytes.get(i).byteValue();
        }
        return new String(raw, StandardCharsets.UTF_8);
    }
}
