package dev.gaia.testing.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.testcontainers.containers.GenericContainer;
import redis.embedded.RedisServer;

/** A Redis server that a test may stop and start again. */
public final class TestRedis implements AutoCloseable {

    private static final TestRedis SHARED = new TestRedis();

    private final String address;
    private final AutoCloseable server;

    public TestRedis() {
        if (Docker.isAvailable()) {
            GenericContainer<?> container = new GenericContainer<>("redis:7-alpine").withExposedPorts(6379);
            container.start();
            address = container.getHost() + ":" + container.getMappedPort(6379);
            server = container::stop;
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
