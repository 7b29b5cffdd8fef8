package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
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
    private final Installation installation;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private String gateway = "";

    RunningSuite(Path home) {
        this.home = home;
        this.installation = new Installation(home, home);
    }

    Path home() {
        return home;
    }

    boolean isRunning() throws IOException {
        return RunState.readLive(installation).isPresent();
    }

    void up() throws IOException, InterruptedException {
        Outcome up = gaia("up", "--wait", "--free-ports");
        if (up.exitCode() != 0) {
            throw new IllegalStateException("The suite did not start:\n" + up.output());
        }
        findGateway();
    }

    /** Stays in the foreground, in a process group of its own, as a shell starts it; returns when the text was printed. */
    Process upInForeground(String until) throws IOException, InterruptedException {
        // As a terminal would start it: scripts start what they put into the background with the interrupt ignored.
        List<String> command = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT"));
        command.addAll(command("up", "--free-ports"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GAIA_HOME", home.toString());
        Process process = builder.start();
        StringBuilder output = new StringBuilder();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            if (line.contains(until)) {
                return process;
            }
        }
        throw new IllegalStateException("The suite ended in the foreground:\n" + output);
    }

    void findGateway() throws IOException, InterruptedException {
        gateway = "http://127.0.0.1:" + instance("gateway").port();
    }

    /** What a command printed and how it ended. */
    record Outcome(int exitCode, String output) {}

    /** Runs {@code ./gaia} with these arguments, from this module's own classes. */
    static Outcome gaia(Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
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

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Java.command(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Java.classPath(),
                Gaia.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    Outcome gaia(String... arguments) throws IOException, InterruptedException {
        return gaia(home, Map.of(), arguments);
    }

    RunState status() throws IOException, InterruptedException {
        return ControlClient.connect(installation).status();
    }

    List<RunState.Instance> instances(String service) throws IOException, InterruptedException {
        return status().services().stream()
                .filter(instance -> instance.service().equals(service))
                .toList();
    }

    RunState.Instance instance(String service) throws IOException, InterruptedException {
        return instances(service).getFirst();
    }

    RunState.Store store(String name) throws IOException, InterruptedException {
        return status().dataStores().stream()
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A service's database as JDBC finds it. */
    String databaseOf(ServiceKind service) throws IOException, InterruptedException {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
                .formatted(
                        store("postgres").port(),
                        service.label(),
                        service.label(),
                        new Secrets(installation).password("postgres-" + service.label()));
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

    /** Any address, without the gateway. */
    HttpResponse<String> fetch(String address) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The body of an answer that must be a good one. */
    static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return JSON.readTree(response.body());
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

    /** All processes of the suite but the supervisor. */
    List<Long> pids() throws IOException, InterruptedException {
        RunState status = status();
        return Stream.concat(
                        status.services().stream().map(RunState.Instance::pid),
                        status.dataStores().stream().map(RunState.Store::pid))
                .toList();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    ProcessHandle supervisor() throws IOException, InterruptedException {
        return status().supervisor().process().orElseThrow();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        gaia("down");
        Installation.deleteAll(home);
    }
}
