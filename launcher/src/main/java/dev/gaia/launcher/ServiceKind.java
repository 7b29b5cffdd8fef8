package dev.gaia.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The suite's services. */
enum ServiceKind {
    AUTH("256m"),
    CHAT("512m"),
    ASSET("384m"),
    GATEWAY("384m");

    private final String heap;

    ServiceKind(String heap) {
        this.heap = heap;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String heap() {
        return heap;
    }

    Port port() {
        return Port.valueOf(name());
    }

    boolean hasDatabase() {
        return this != GATEWAY;
    }

    Path jar(Path root) {
        return root.resolve(Path.of(label() + "-service", "target", label() + "-service.jar"));
    }

    /** Its classes as the JVM keeps them from one start for the next; of use as long as the jar is the same. */
    Path classArchive(Path root) {
        return jar(root).resolveSibling(label() + "-service.jsa");
    }

    static ServiceKind of(String label) {
        return Arrays.stream(values())
                .filter(service -> service.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new LauncherException("There is no service named " + label + "; there are "
                        + Arrays.stream(values()).map(ServiceKind::label).collect(Collectors.joining(", "))));
    }

    /** Those that {@code --only} names; all when it names none. */
    static List<ServiceKind> listOf(List<String> labels) {
        return labels.isEmpty()
                ? List.of(values())
                : labels.stream().map(ServiceKind::of).sorted().toList();
    }
}
