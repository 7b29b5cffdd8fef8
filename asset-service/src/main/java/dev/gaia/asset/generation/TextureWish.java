package dev.gaia.asset.generation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is wanted of an engine; equal wishes give equal bytes.
 *
 * @param size width and height in pixels
 */
public record TextureWish(String description, String style, int size, long seed) {

    public static final int MIN_SIZE = 64;
    public static final int MAX_SIZE = 2048;

    /** The seed of a wish that names none: the same words give the same picture. */
    public static long seedOf(String description, String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((style + '\n' + description).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & Integer.MAX_VALUE;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
