package dev.gaia.testing.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** An S3 server (S3Proxy on a temporary folder) in a process of its own, which a test may stop. */
public final class TestS3 implements AutoCloseable {

    public static final String ACCESS_KEY = "test-identity";
    public static final String SECRET_KEY = "test-credential";

    private static final Duration START = Duration.ofSeconds(60);

    private final int port;
    private final Process server;

    public TestS3() {
        try {
            port = TestRedis.freePort();
            Path folder = Files.createTempDirectory("gaia-s3");
            server = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "org.gaul.s3proxy.Main",
                            "--properties",
                            configuration(folder).toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("s3proxy.log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
            awaitListening();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    private Path configuration(Path folder) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", endpoint());
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", SECRET_KEY);
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty(
                "jclouds.filesystem.basedir",
                Files.createDirectory(folder.resolve("objects")).toString());
        Path file = folder.resolve("s3proxy.conf");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private void awaitListening() throws IOException {
        Instant deadline = Instant.now().plus(START);
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException refused) {
                if (Instant.now().isAfter(deadline) || !server.isAlive()) {
                    throw refused;
                }
                waitABit();
            }
        }
    }

    private void waitABit() {
        try {
            server.waitFor(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
