package dev.gaia.asset;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What the service answered. */
public record Answer(HttpResponse<String> response) {

    private static final JsonMapper JSON = new JsonMapper();

    public int status() {
        return response.statusCode();
    }

    public JsonNode json() {
        return body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(body());
    }

    public String body() {
        return response.body();
    }

    /** The text at a path such as {@code /asset_data/download_url}. */
    public String text(String pointer) {
        return json().at(pointer).asString();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
        return status() + " " + body();
    }
}
