package dev.gaia.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads the ends of log files. */
final class Logs {

    private static final int READ_BACK = 64 << 10;
    private static final int LONGEST_LINE = 2_000;

    private Logs() {}

    /** The last lines of a file, indented, for a message about what went wrong. */
    static String tail(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - READ_BACK);
            byte[] bytes = new byte[Math.toIntExact(file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()))
                    .indent(2);
        } catch (IOException unreadable) {
            return "  (" + log + " could not be read)\n";
        }
    }
}
