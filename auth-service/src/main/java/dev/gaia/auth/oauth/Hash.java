package dev.gaia.auth.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is kept in place of a secret: a plain hash is enough for what nobody can guess, or what lives for minutes. */
final class Hash {

    private static final String PREFIX = "sha256:";

    private Hash() {}

    static byte[] of(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As text, which tells that it is a hash. */
    static String textOf(String value) {
        return PREFIX + HexFormat.of().formatHex(of(value));
    }

    static boolean isText(String value) {
        return value.startsWith(PREFIX);
    }
}
