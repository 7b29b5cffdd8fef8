package dev.gaia.testing.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.testcontainers.containers.GenericContainer;
import redis.embedded.RedisServer;

/** A Redis server that a test may stop and start again. */
public final class TestRedis implements AutoCloseable {

    private static final TestRedis SHARED = new TestRedis();

    private interface Freezer {
        void freeze(boolean frozen) throws IOException;
    }

    private final String address;
    private final AutoCloseable server;
    private final Freezer freezer;

    public TestRedis() {
        if (Docker.isAvailable()) {
            GenericContainer<?> container = new GenericContainer<>("redis:7-alpine").withExposedPorts(6379);
            container.start();
            address = container.getHost() + ":" + container.getMappedPort(6379);
            server = container::stop;
            freezer = frozen -> freeze(container, frozen);
        } else {
            try {
                int port = freePort();
                RedisServer embedded = RedisServer.newRedisServer()
                        .port(port)
                        .bind("127.0.0.1")
                        .setting("save \"\"")
                        .build();
                embedded.start();
                address = "127.0.0.1:" + port;
                server = embedded::stop;
                long pid = pid(port);
                freezer = frozen -> signal(pid, frozen ? "STOP" : "CONT");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** The one that tests share which do not stop it; ends with the JVM. */
    public static TestRedis shared() {
        return SHARED;
    }

    /** The address as {@code REDIS_URL} holds it. */
    public String url() {
        return "redis://" + address;
    }

    /** From now on it takes connections and questions, and does not answer. */
    public void freeze() throws IOException {
        freezer.freeze(true);
    }

    public void thaw() throws IOException {
        freezer.freeze(false);
    }

    private static void freeze(GenericContainer<?> container, boolean frozen) {
        if (frozen) {
            container
                    .getDockerClient()
                    .pauseContainerCmd(container.getContainerId())
                    .exec();
        } else {
            container
                    .getDockerClient()
                    .unpauseContainerCmd(container.getContainerId())
                    .exec();
        }
    }

    private static void signal(long pid, String signal) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** Asked of the server itself: which process it is. */
    private static long pid(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("INFO server\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Long.parseLong(said.replaceFirst("(?s).*\\bprocess_id:(\\d+).*", "$1"));
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
