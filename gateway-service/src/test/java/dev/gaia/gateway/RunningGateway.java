package dev.gaia.gateway;

import dev.gaia.testing.data.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The gateway itself on a free port, and a client of it. */
final class RunningGateway implements AutoCloseable {

    private final ConfigurableApplicationContext application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    RunningGateway(String auth, String chat, String asset, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.data.redis.url=" + TestRedis.shared().url(),
                "--gateway.upstreams.auth=" + auth,
                "--gateway.upstreams.chat=" + chat,
                "--gateway.upstreams.asset=" + asset));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        application = SpringApplication.run(GatewayApplication.class, arguments.toArray(String[]::new));
        port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body)
                .timeout(Duration.ofSeconds(30));
    }

    HttpRequest.Builder get(String path) {
        return request("GET", path, BodyPublishers.noBody());
    }

    HttpRequest.Builder post(String path, String json) {
        return request("POST", path, BodyPublishers.ofString(json)).header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    /** In the order in which they are used. */
    <T> List<T> beans(Class<T> type) {
        return application.getBeanProvider(type).orderedStream().toList();
    }

    HttpClient client() {
        return client;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A connection for what a well-behaved client cannot send. */
    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** As {@link #connect()}, for a socket with settings of its own. */
    void connect(Socket socket) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(20_000);
    }

    /** Sends these bytes and reads until the gateway closes the connection. */
    String talk(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        client.close();
        application.close();
    }
}
