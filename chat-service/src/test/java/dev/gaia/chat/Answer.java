package dev.gaia.chat;

import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole answer of the service. */
public record Answer(int status, HttpResponse<String> response) {

    private static final JsonMapper JSON = new JsonMapper();

    public String body() {
        return response.body();
    }

    public JsonNode json() {
        return JSON.readTree(response.body());
    }

    /** @param pointer for example {@code /error/message} */
    public String text(String pointer) {
        return json().at(pointer).asString();
    }

    public @Nullable String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }
}
