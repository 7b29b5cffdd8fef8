package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Files;
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

    /** See {@link StartCaches}. */
    Path startCache(Path root) {
        return jar(root).resolveSibling(label() + "-service.aot");
    }

    /** Whether there is one of this build; the JVM ignores those of others. */
    boolean hasStartCache(Path root) throws IOException {
        return Files.exists(startCache(root))
                && Files.getLastModifiedTime(startCache(root)).compareTo(Files.getLastModifiedTime(jar(root))) >= 0;
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
