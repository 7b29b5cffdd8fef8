package dev.gaia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A program of {@code load}, in a process of its own on the gateway's libraries. */
record BenchProgram(String name) {

    Contestant start(Map<String, String> environment) throws IOException {
        Path root = Installation.here().root();
        ProcessBuilder program = new ProcessBuilder(
                Java.command(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ServiceKind.GATEWAY.jar(root).resolveSibling("lib") + "/*:" + Java.classPath(),
                "dev.gaia.launcher.load." + name);
        program.environment().putAll(environment);
        return Contestant.start(name, program);
    }
}
