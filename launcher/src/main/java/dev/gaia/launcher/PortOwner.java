package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the process that listens on a port, through Linux's {@code /proc}. */
final class PortOwner {

    private static final String LISTENING = "0A";

    private PortOwner() {}

    /** For a sentence: {@code process 4711 (nginx -g daemon off)}. */
    static String of(int port) {
        return inode(port)
                .flatMap(PortOwner::pid)
                .map(PortOwner::describe)
                .orElse("another process (which belongs to somebody else, so that its name is not shown)");
    }

    private static Optional<String> inode(int port) {
        String suffix = ":" + String.format(Locale.ROOT, "%04X", port);
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(file -> lines(Path.of(file)))
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING))
                .map(fields -> fields[9])
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }

    private static Optional<Long> pid(String inode) {
        String socket = "socket:[" + inode + "]";
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> openFiles(pid).contains(socket))
                .findFirst();
    }

    private static List<String> openFiles(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.map(PortOwner::target).toList();
        } catch (IOException notOurs) {
            return List.of();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static String describe(long pid) {
        String command = lines(Path.of("/proc", Long.toString(pid), "cmdline"))
                .findFirst()
                .orElse("")
                .replace('\0', ' ')
                .strip();
        return "process %d (%s)".formatted(pid, command.length() > 120 ? command.substring(0, 120) + "…" : command);
    }
}
