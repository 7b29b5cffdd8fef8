package dev.gaia.chat.engine.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What this process could still take: its container's limit, or what the machine has to give, whichever is less. */
final class AvailableMemory {

    private static final Path MACHINE = Path.of("/proc/meminfo");

    private AvailableMemory() {}

    static long bytes() {
        long limit =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.min(limit, ofMachine().orElse(limit));
    }

    /** The system's own estimate, which counts what it keeps of files only because nobody needs the room. */
    private static OptionalLong ofMachine() {
        try {
            return Files.readAllLines(MACHINE).stream()
                    .filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException noLinux) {
            return OptionalLong.empty();
        }
    }
}
