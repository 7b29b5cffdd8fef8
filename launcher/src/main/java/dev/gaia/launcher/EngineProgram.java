package dev.gaia.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * A program of chat-service's engine that runs in a process of its own, without the service around it.
 *
 * @param heap as Java's {@code -Xmx} takes it
 */
record EngineProgram(String name, String heap) {

    ProcessBuilder with(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Java.command(),
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ServiceKind.CHAT.jar(Installation.here().root()).toString(),
                "dev.gaia.chat.engine.runtime." + name));
        command.addAll(arguments);
        ProcessBuilder program = new ProcessBuilder(command);
        program.environment()
                .put("DJL_CACHE_DIR", Installation.cache().resolve("djl").toString());
        program.environment().put("GOMP_SPINCOUNT", "10000");
        program.environment().put("MALLOC_ARENA_MAX", "1");
        return program;
    }
}
