package dev.gaia.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Speaks to the supervisor that runs. */
final class ControlClient {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final RunState.Control control;

    private ControlClient(RunState.Control control) {
        this.control = control;
    }

    /** @throws LauncherException when nothing runs */
    static ControlClient connect(Installation installation) throws IOException {
        RunState state = RunState.readLive(installation)
                .orElseThrow(() -> new LauncherException("Gaia does not run here. Start it: ./gaia up"));
        if (state.control() == null) {
            throw new LauncherException("Gaia is just starting; try again in a moment.");
        }
        return new ControlClient(state.control());
    }

    RunState status() throws InterruptedException {
        return RunState.JSON.readValue(send("GET", "/status"), RunState.class);
    }

    void scale(ServiceKind service, int count) throws InterruptedException {
        send("POST", "/scale?service=" + service.label() + "&count=" + count);
    }

    void restart(ServiceKind service, boolean rolling) throws InterruptedException {
        send("POST", "/restart?service=" + service.label() + "&rolling=" + rolling);
    }

    private String send(String method, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.port() + path))
                .header("Authorization", "Bearer " + control.token())
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = send(request);
        if (response.statusCode() >= 300) {
            throw new LauncherException(response.body());
        }
        return response.body();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException gone) {
            throw new LauncherException("The supervisor does not answer; it is being ended or was killed. See "
                    + "./gaia status and ./gaia logs launcher.");
        }
    }
}
