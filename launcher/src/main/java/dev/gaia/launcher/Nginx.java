package dev.gaia.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/** nginx as a plain reverse proxy, as many workers as processors: it checks, limits and counts nothing. */
final class Nginx implements AutoCloseable {

    private static final List<String> PATHS = Stream.concat(
                    Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
            .toList();

    private final ManagedProcess process;
    private final int port;

    private Nginx(ManagedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return PATHS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
    }

    static Nginx start(Path folder, int upstreamPort, ScheduledExecutorService timer)
            throws IOException, InterruptedException {
        int port = Ports.choose(List.of(), true).of(Port.PROMETHEUS);
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/nginx-body;
                    proxy_temp_path %1$s/nginx-proxy;
                    fastcgi_temp_path %1$s/nginx-fastcgi;
                    uwsgi_temp_path %1$s/nginx-uwsgi;
                    scgi_temp_path %1$s/nginx-scgi;
                    upstream services { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 100000000; }
                    server {
                        listen 127.0.0.1:%3$d;
                        keepalive_requests 100000000;
                        location / { proxy_pass http://services; proxy_http_version 1.1; proxy_set_header Connection ""; }
                    }
                }
                """.formatted(folder, upstreamPort, port));
        String program = PATHS.stream()
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
        ManagedProcess process = new ManagedProcess(
                new ManagedProcess.Specification(
                        "nginx",
                        List.of(program, "-c", configuration.toString(), "-e", "stderr"),
                        Map.of(),
                        folder.resolve("nginx.log"),
                        false),
                timer,
                _ -> {});
        process.start();
        process.awaitReady(() -> answers(port), Duration.ofSeconds(10));
        return new Nginx(process, port);
    }

    private static boolean answers(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    ProcessHandle handle() {
        return ProcessHandle.of(process.pid()).orElseThrow();
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}
