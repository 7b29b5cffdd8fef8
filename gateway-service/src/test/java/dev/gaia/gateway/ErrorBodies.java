package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the clients of each surface expect an error to look. */
final class ErrorBodies {

    private static final JsonMapper json = new JsonMapper();

    private ErrorBodies() {}

    static JsonNode json(HttpResponse<String> response) {
        return json.readTree(response.body());
    }

    /** The error of the gateway's own has the shape that belongs to the path. */
    static void assertShape(String path, HttpResponse<String> response) {
        JsonNode body = json(response);
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (path.startsWith("/api/v0.3/") || path.startsWith("/api/v1/") || path.startsWith("/auth/")) {
            assertThat(type).isEqualTo("application/json");
            assertThat(body.propertyNames()).containsExactly("detail");
            assertThat(body.path("detail").asString()).isNotBlank();
        } else if (path.startsWith("/v1/")) {
            assertThat(type).isEqualTo("application/json");
            assertThat(body.propertyNames()).containsExactly("error");
            assertThat(body.path("error").propertyNames()).containsExactly("message", "type", "param", "code");
        } else {
            assertThat(type).isEqualTo("application/problem+json");
            assertThat(body.path("status").asInt()).isEqualTo(response.statusCode());
            assertThat(body.propertyNames()).contains("type", "title", "detail", "correlationId");
            assertThat(body.path("correlationId").asString())
                    .isEqualTo(response.headers().firstValue("X-Correlation-Id").orElseThrow());
        }
    }
}
