package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole suite as real processes on free ports, driven as its user drives it: by the command line and HTTP. */
final class RunningSuite implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private static final Duration START = Duration.ofMinutes(4);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Path home;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String gateway;

    private RunningSuite(Path home) throws IOException, InterruptedException {
        this.home = home;
        Outcome up = gaia(home, Map.of(), "up", "--wait", "--free-ports");
        if (up.exitCode() != 0) {
            throw new IllegalStateException("The suite did not start:\n" + up.output());
        }
        gateway = "http://127.0.0.1:" + instance("gateway").get("port").asInt();
    }

    static RunningSuite start(Path home) throws IOException, InterruptedException {
        return new RunningSuite(home);
    }

    /** What a command printed and how it ended. */
    record Outcome(int exitCode, String output) {}

    /** Runs {@code ./gaia} with these arguments, from this module's own classes. */
    static Outcome gaia(Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gaia.launcher.Gaia"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("GAIA_HOME", home.toString());
        Path output = Files.createTempFile("gaia", ".out");
        Process process = builder.redirectOutput(output.toFile()).start();
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "gaia " + String.join(" ", arguments) + " did not end:\n" + Files.readString(output));
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    Outcome gaia(String... arguments) throws IOException, InterruptedException {
        return gaia(home, Map.of(), arguments);
    }

    JsonNode status() throws IOException, InterruptedException {
        Outcome status = gaia("status", "--json");
        return JSON.readTree(status.output());
    }

    /** The first instance of a service, as {@code status --json} describes it. */
    JsonNode instance(String service) throws IOException, InterruptedException {
        return status().get("services")
                .valueStream()
                .filter(instance -> instance.get("service").asString().equals(service))
                .findFirst()
                .orElseThrow();
    }

    String gateway() {
        return gateway;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(method, path, body, headers), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** The lines of a stream as they arrive; the caller closes it. */
    HttpResponse<Stream<String>> stream(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request("POST", path, body, headers), BodyHandlers.ofLines());
    }

    byte[] download(String address) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("The download answered " + response.statusCode());
        }
        return response.body();
    }

    /** Registers somebody new and returns their {@code Authorization} header's value. */
    String newAccount() throws IOException, InterruptedException {
        String credentials = """
                {"email": "%s@example.org", "password": "correct horse battery staple"}""".formatted(UUID.randomUUID());
        HttpResponse<String> registered = post("/api/v1/auth/register", credentials);
        if (registered.statusCode() != 201) {
            throw new IllegalStateException("Registering answered " + registered.statusCode() + registered.body());
        }
        HttpResponse<String> login = post("/api/v1/auth/login", credentials);
        return "Bearer "
                + JSON.readTree(login.body()).get("session").get("access_token").asString();
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(gateway + path)).timeout(ANSWER);
        if (headers.length > 0) {
            builder.headers(headers);
        }
        if (!body.isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        return builder.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        gaia("down");
    }
}
