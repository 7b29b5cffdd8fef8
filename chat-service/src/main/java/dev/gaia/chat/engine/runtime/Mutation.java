package dev.gaia.chat.engine.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes a sound file in a few places: bits, bytes and lengths anywhere; numbers beside texts, where formats keep their counts
 * and types; words that mean something to a reader in the place of others; parts moved, left out, or said twice.
 */
final class Mutation {

    private static final int MOST_CHANGES = 4;
    private static final int TEXT = 4;

    private static final byte[][] NUMBERS = {
        {0},
        {-1},
        {-128},
        {127},
        {9},
        {-1, -1, -1, -1},
        {0, 0, 0, -128},
        {0, 0, 0, 64},
        {-1, -1, -1, -1, -1, -1, -1, 127},
        {-1, -1, -1, -1, -1, -1, -1, -1},
        {0, 0, 0, 0, 1, 0, 0, 0},
        {0, 0, -64, 127},
        {0, 0, -128, 127}
    };

    private static final List<byte[]> WORDS = List.of(
            bytes("[[[[[["),
            bytes("{{{{"),
            bytes("-9"),
            bytes("99999999999"),
            bytes("1e999"),
            bytes("0.5"),
            bytes("null"),
            bytes("true"),
            bytes("\"\""),
            bytes("[]"),
            bytes("{}"),
            bytes("\"\\ud800\""),
            bytes("{% for a in range(1000) %}"),
            bytes("{% endfor %}"),
            bytes("{{ messages * 9999 }}"),
            bytes("{% set x = x ~ x %}"),
            bytes("(((((("),
            bytes("|replace('', messages)"),
            bytes(".__class__"),
            bytes("\u2581"),
            bytes("<0x00>"),
            new byte[] {(byte) 0xF0, (byte) 0x9F});

    private final byte[] sound;
    private final int header;
    private final int[] edges;

    /** @param header where most changes are made, from the file's start; what follows are plain values */
    Mutation(byte[] sound, int header) {
        this.sound = sound;
        this.header = Math.min(header, sound.length);
        this.edges = edgesOfTexts(sound, this.header);
    }

    byte[] of(Random random) {
        byte[] file = sound.clone();
        for (int i = 1 + random.nextInt(MOST_CHANGES); i > 0 && file.length > 0; i--) {
            file = changed(file, random);
        }
        return file;
    }

    private byte[] changed(byte[] file, Random random) {
        int at = random.nextInt(Math.min(header, file.length));
        return switch (random.nextInt(9)) {
            case 0 -> over(file, at, new byte[] {(byte) random.nextInt(256)});
            case 1 -> over(file, at, new byte[] {(byte) (file[at] ^ 1 << random.nextInt(8))});
            case 2 -> over(file, at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 3, 4 -> over(file, edge(file, random), NUMBERS[random.nextInt(NUMBERS.length)]);
            case 5 -> over(file, at, WORDS.get(random.nextInt(WORDS.size())));
            case 6 -> replace(file, at, random.nextInt(12), WORDS.get(random.nextInt(WORDS.size())));
            case 7 -> replace(file, at, random.nextInt(40), part(random));
            default -> random.nextInt(8) == 0 ? Arrays.copyOf(file, at + 1) : over(file, at, part(random));
        };
    }

    private byte[] part(Random random) {
        int from = random.nextInt(sound.length);
        return Arrays.copyOfRange(sound, from, Math.min(sound.length, from + random.nextInt(40)));
    }

    /** A text's length stands before it, its value's type and value behind it. */
    private int edge(byte[] file, Random random) {
        int edge = edges.length == 0 ? 0 : edges[random.nextInt(edges.length)];
        return Math.clamp(edge + random.nextInt(-8, 13), 0, file.length - 1);
    }

    private static byte[] over(byte[] file, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, file, at, Math.min(bytes.length, file.length - at));
        return file;
    }

    private static byte[] replace(byte[] file, int at, int length, byte[] bytes) {
        int end = Math.min(file.length, at + length);
        byte[] changed = Arrays.copyOf(file, file.length - (end - at) + bytes.length);
        System.arraycopy(bytes, 0, changed, at, bytes.length);
        System.arraycopy(file, end, changed, at + bytes.length, file.length - end);
        return changed;
    }

    private static int[] edgesOfTexts(byte[] file, int header) {
        List<Integer> edges = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= header; at++) {
            if (at == header || file[at] < ' ') {
                if (at - start >= TEXT) {
                    edges.add(start);
                    edges.add(at);
                }
                start = at + 1;
            }
        }
        return edges.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
