package dev.gaia.chat.engine.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What this machine's processor can do. */
public final class VectorUnit {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> NEEDED = List.of("avx512f", "avx512bw", "avx512_vnni", "bmi2");

    private VectorUnit() {}

    /** Whether the routines of this package run here. */
    public static boolean isSupported() {
        return features().containsAll(NEEDED);
    }

    /** The names of Linux's {@code /proc/cpuinfo}; none where there is no such file. */
    public static Set<String> features() {
        try {
            return Files.readString(CPU_INFO)
                    .lines()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .<Set<String>>map(line -> new HashSet<>(Arrays.asList(line.split("\\s+"))))
                    .orElse(Set.of());
        } catch (IOException unreadable) {
            return Set.of();
        }
    }
}
