package dev.gaia.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** The supervisor's door for the other commands: loopback only, with a token that only the owner can read. */
final class ControlServer implements AutoCloseable {

    private final Supervisor supervisor;
    private final byte[] authorization;
    private final HttpServer server;

    ControlServer(Supervisor supervisor, String token) throws IOException {
        this.supervisor = supervisor;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            answerOrExplain(exchange);
        }
    }

    private void answerOrExplain(HttpExchange exchange) throws IOException {
        try {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.US_ASCII), authorization)) {
                send(exchange, 401, "");
                return;
            }
            Map<String, String> query = query(exchange);
            switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
                case "GET /status" -> send(exchange, 200, RunState.JSON.writeValueAsString(supervisor.describe(true)));
                case "POST /scale" -> {
                    supervisor.scale(
                            ServiceKind.of(query.getOrDefault("service", "")),
                            Integer.parseInt(query.getOrDefault("count", "0")));
                    send(exchange, 200, "");
                }
                case "POST /restart" -> {
                    supervisor.restart(
                            ServiceKind.of(query.getOrDefault("service", "")),
                            Boolean.parseBoolean(query.get("rolling")));
                    send(exchange, 200, "");
                }
                default -> send(exchange, 404, "");
            }
        } catch (LauncherException problem) {
            send(exchange, 409, problem.getMessage());
        } catch (IOException | RuntimeException problem) {
            send(exchange, 500, problem.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
