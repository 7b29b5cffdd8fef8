package dev.gaia.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stream of events as a client reads it; closing it hangs up. */
public final class EventLines implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DATA = "data: ";

    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private final List<String> lines = new ArrayList<>();

    EventLines(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public int status() {
        return response.statusCode();
    }

    public @Nullable String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** The next line, whatever it is; {@code null} at the end. */
    public @Nullable String line() {
        try {
            String line = reader.readLine();
            if (line != null) {
                lines.add(line);
            }
            return line;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What the next event carries; {@code null} at the end. */
    public @Nullable String data() {
        String line = line();
        while (line != null && !line.startsWith(DATA)) {
            line = line();
        }
        return line == null ? null : line.substring(DATA.length());
    }

    public JsonNode event() {
        String data = data();
        if (data == null) {
            throw new AssertionError("The stream has ended: " + lines);
        }
        return JSON.readTree(data);
    }

    /** All events up to the end that are JSON; {@code [DONE]} is not. */
    public List<JsonNode> rest() {
        List<JsonNode> events = new ArrayList<>();
        for (String data = data(); data != null; data = data()) {
            if (!data.equals("[DONE]")) {
                events.add(JSON.readTree(data));
            }
        }
        return events;
    }

    /** Every line that was read so far, just as it came. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
