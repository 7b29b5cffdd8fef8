package dev.gaia.asset;

import dev.gaia.asset.generation.AssetEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The real service in a process of its own, which a test can freeze and kill. Its engine for the category {@code scripted}
 * works until a file is there, and asks nobody whether it still should.
 */
public final class AssetProcess implements AutoCloseable {

    private final Path gate;
    private final Path log;
    private final Process process;

    public AssetProcess(Stores stores, Path folder, String... settings) throws IOException {
        gate = folder.resolve("gate");
        log = folder.resolve("service.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dtest.gate=" + gate,
                "-cp",
                System.getProperty("java.class.path"),
                AssetProcess.class.getName()));
        command.addAll(stores.arguments());
        command.addAll(List.of(settings));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static void main(String[] arguments) {
        Path gate = Path.of(System.getProperty("test.gate"));
        ScriptedEngine engine = new ScriptedEngine();
        engine.meanwhile(_ -> {
            while (Files.notExists(gate)) {
                LockSupport.parkNanos(10_000_000);
            }
        });
        new SpringApplicationBuilder(AssetApplication.class)
                .initializers(AssetServer.with(AssetEngine.class, engine))
                .run(arguments);
    }

    /** The port, once the service listens. */
    public int port() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("Tomcat started on port "))
                    .map(line -> line.replaceFirst(".*Tomcat started on port (\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("It does not listen yet"));
        }
    }

    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Lets the engine come to its end. */
    public void openGate() throws IOException {
        Files.createFile(gate);
    }

    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        process.waitFor();
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("kill -" + name + " failed");
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("It does not end");
        }
    }
}
