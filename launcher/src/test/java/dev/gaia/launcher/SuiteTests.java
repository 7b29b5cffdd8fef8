package dev.gaia.launcher;

import static dev.gaia.launcher.RunningSuite.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.launcher.RunningSuite.Outcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The suite as its users meet it: real processes, the real model, everything through the gateway. */
@Tag("suite")
@ExtendWith(SharedSuite.class)
class SuiteTests {

    private static final String CHAT = "/api/v0.3/chat";

    private static RunningSuite suite;
    private static String somebody;

    @BeforeAll
    static void start(RunningSuite shared) throws IOException, InterruptedException {
        suite = shared;
        somebody = suite.newAccount();
    }

    @Test
    void everythingIsHealthy() throws IOException, InterruptedException {
        assertThat(suite.status().services())
                .extracting(RunState.Instance::health)
                .containsExactly("UP", "UP", "UP", "UP");
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode health = json(suite.get("/health"));
            assertThat(health.get("status").asString()).isEqualTo("healthy");
            assertThat(health.get("services").propertyNames()).containsExactlyInAnyOrder("auth", "chat", "asset");
        });
    }

    @Test
    void answerStreamsTokenByTokenIsStoredAndIsRememberedInTheNextTurn() throws IOException, InterruptedException {
        String account = suite.newAccount();
        List<Long> arrivals = new ArrayList<>();
        List<JsonNode> events = new ArrayList<>();
        HttpResponse<Stream<String>> response = suite.stream(CHAT, """
                {"message": "Tell me about the sea in three sentences.", "stream": true}""", "Authorization", account);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        try (Stream<String> lines = response.body()) {
            lines.forEach(line -> {
                assertThat(line).matches("|: ?.*|data: \\{.*}");
                if (line.startsWith("data: ")) {
                    arrivals.add(System.nanoTime());
                    events.add(RunningSuite.JSON.readTree(line.substring(6)));
                }
            });
        }

        assertThat(type(events.getFirst())).isEqualTo("metadata");
        assertThat(type(events.getLast())).isEqualTo("done");
        List<JsonNode> pieces =
                events.stream().filter(event -> type(event).equals("content")).toList();
        assertThat(pieces).hasSizeGreaterThan(5);
        long spread = arrivals.getLast() - arrivals.getFirst();
        assertThat(Duration.ofNanos(arrivals.get(arrivals.size() / 2) - arrivals.getFirst()))
                .as("the middle of the stream arrives in the middle, not at the end")
                .isLessThan(Duration.ofNanos(spread * 9 / 10));

        String id = events.getFirst().get("conversation_id").asString();
        JsonNode messages = json(suite.get("/api/v1/conversations/" + id + "/messages", "Authorization", account))
                .get("messages");
        assertThat(messages.valueStream().map(message -> message.get("role").asString()))
                .containsExactly("user", "assistant");
        assertThat(messages.get(1).get("content").asString())
                .isEqualTo(pieces.stream()
                        .map(piece -> piece.get("content").asString())
                        .collect(Collectors.joining()));

        JsonNode second = json(suite.post(CHAT, """
                {"message": "And the sky?", "conversation_id": "%s"}""".formatted(id), "Authorization", account));
        assertThat(second.get("conversation_id").asString()).isEqualTo(id);
        assertThat(second.get("response").asString()).isNotBlank();
        assertThat(json(suite.get("/api/v1/conversations/" + id + "/messages", "Authorization", account))
                        .get("messages"))
                .hasSize(4);
    }

    @Test
    void openAiClientStreamsWithTheDevelopersKey() throws IOException, InterruptedException {
        String key = suite.gaia("token").output().strip();
        assertThat(key).startsWith("gaia_");

        HttpResponse<Stream<String>> response =
                suite.stream("/v1/chat/completions", """
                {"model": "%s", "stream": true, "temperature": 0, "max_tokens": 24,
                 "messages": [{"role": "user", "content": "Name the capital of France."}]}""".formatted(modelOf(key)), "Authorization", "Bearer " + key);

        List<String> data;
        try (Stream<String> lines = response.body()) {
            data = lines.filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
        }
        assertThat(data.getLast()).isEqualTo("[DONE]");
        String text = data.stream()
                .limit(data.size() - 1)
                .map(RunningSuite.JSON::readTree)
                .flatMap(chunk -> chunk.get("choices").valueStream())
                .map(choice -> choice.get("delta").path("content").asString(""))
                .collect(Collectors.joining());
        assertThat(text).contains("Paris");
    }

    @Test
    void assetIsMadeDownloadedAndTheSameTwice() throws IOException, InterruptedException {
        String wish = """
                {"category": "texture", "style": "realistic", "description": "weathered red brick wall",
                 "requirements": {"width": 256, "height": 256}, "preferences": {"max_wait_time_ms": 30000}}""";
        JsonNode first = json(suite.post("/api/v1/assets/generate", wish, "Authorization", somebody));
        JsonNode second = json(suite.post("/api/v1/assets/generate", wish, "Authorization", suite.newAccount()));

        byte[] bytes =
                suite.download(first.get("asset_data").get("download_url").asString());
        assertThat(bytes).startsWith((byte) 0x89, 'P', 'N', 'G');
        assertThat(sha256(suite.download(
                        second.get("asset_data").get("download_url").asString())))
                .isEqualTo(sha256(bytes));
        assertThat(json(suite.get("/api/v1/assets", "Authorization", somebody)).toString())
                .contains(first.get("asset_id").asString());
    }

    @Test
    void keyIsMadeUsedAndEndsWhenItIsRevoked() throws IOException, InterruptedException {
        JsonNode made = json(suite.post("/api/v1/auth/api-keys", """
                {"name": "headset"}""", "Authorization", somebody));
        String key = made.get("api_key").asString();
        assertThat(suite.get("/api/v0.3/conversations", "X-API-Key", key).statusCode())
                .isEqualTo(200);

        suite.send("DELETE", "/api/v1/auth/api-keys/" + made.get("id").asString(), "", "Authorization", somebody);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(suite.get("/api/v0.3/conversations", "X-API-Key", key)
                                .statusCode())
                        .isEqualTo(401));
    }

    @Test
    void loggedOutTokenIsRefusedSoon() throws IOException, InterruptedException {
        String leaving = suite.newAccount();
        assertThat(suite.get("/api/v0.3/conversations", "Authorization", leaving)
                        .statusCode())
                .isEqualTo(200);

        suite.post("/api/v1/auth/logout", "{}", "Authorization", leaving);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(suite.get("/api/v0.3/conversations", "Authorization", leaving)
                                .statusCode())
                        .isEqualTo(401));
    }

    @Test
    void nobodySeesAnotherOnesThings() throws IOException, InterruptedException {
        JsonNode conversation = json(suite.post("/api/v0.3/conversations", """
                {"title": "mine"}""", "Authorization", somebody));
        String id = conversation.get("conversation_id").asString();
        String other = suite.newAccount();

        assertThat(suite.get("/api/v0.3/conversations/" + id, "Authorization", somebody)
                        .statusCode())
                .isEqualTo(200);
        assertThat(suite.get("/api/v0.3/conversations/" + id, "Authorization", other)
                        .statusCode())
                .isEqualTo(404);
        assertThat(suite.get("/api/v1/conversations/" + id + "/messages", "Authorization", other)
                        .statusCode())
                .isEqualTo(404);
        assertThat(suite.post(CHAT, """
                                {"message": "hi", "stream": true, "conversation_id": "%s"}""".formatted(id), "Authorization", other).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest(name = "{0} {1} → {3}")
    @MethodSource("badRequests")
    void badInputGetsAClearError(String method, String path, String body, int status)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = suite.send(method, path, body, "Authorization", somebody);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("json");
        assertThat(answer.body()).doesNotContain("Exception").doesNotContainIgnoringCase("select ");
    }

    static Stream<Arguments> badRequests() {
        String unknown = UUID.randomUUID().toString();
        return Stream.of(
                Arguments.of("POST", CHAT, "{\"message\": ", 400),
                Arguments.of("POST", CHAT, "{\"message\": \"\"}", 400),
                Arguments.of("POST", CHAT, "{}", 400),
                Arguments.of(
                        "POST",
                        CHAT,
                        "{\"message\": \"hi\", \"stream\": true, \"conversation_id\": \"" + unknown + "\"}",
                        404),
                Arguments.of("GET", "/api/v0.3/conversations/" + unknown, "", 404),
                Arguments.of("GET", "/api/v0.3/conversations/not-a-uuid", "", 404),
                Arguments.of("GET", "/api/v1/assets/not-a-uuid", "", 404),
                Arguments.of("GET", "/api/v2/jobs/" + unknown, "", 404),
                Arguments.of("PUT", CHAT, "{\"message\": \"hi\"}", 405),
                Arguments.of("POST", CHAT, "{\"message\": \"" + "x".repeat(10 << 20) + "\"}", 413),
                Arguments.of("POST", "/v1/chat/completions", "{\"messages\": [}", 400),
                Arguments.of("POST", "/api/v1/assets/generate", "{\"category\": \"texture\"}", 400),
                Arguments.of("GET", "/nowhere", "", 404),
                Arguments.of("POST", "/internal/api-keys/exchange", "{\"api_key\": \"x\"}", 404),
                Arguments.of("GET", "/actuator/env", "", 404));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer not-a-token",
                "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
                "Bearer gaia_00000000-0000-0000-0000-000000000000_wrong"
            })
    void withoutAGenuineTokenNothingIsServed(String credentials) throws IOException, InterruptedException {
        String[] headers = credentials.isEmpty() ? new String[0] : new String[] {"Authorization", credentials};

        for (String path : List.of("/api/v0.3/conversations", "/v1/models", "/api/v1/assets")) {
            assertThat(suite.get(path, headers).statusCode()).as(path).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "auth", "chat", "asset"})
    void everyServiceIsMeasuredAndShowsNothingElse(String service) throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + suite.instance(service).port() + "/actuator/";

        assertThat(suite.fetch(base + "prometheus").body()).contains("jvm_memory_used_bytes", "application=");
        assertThat(suite.fetch(base + "health/readiness").body()).contains("UP");
        for (String hidden : List.of("env", "beans", "heapdump", "configprops", "loggers")) {
            assertThat(suite.fetch(base + hidden).statusCode()).as(hidden).isIn(401, 404);
        }
    }

    @Test
    void modelFileThatIsCutShortIsRefusedClearly(@TempDir Path elsewhere) throws IOException, InterruptedException {
        Path cut = elsewhere.resolve("cut.gguf");
        try (var in = Files.newInputStream(model())) {
            Files.write(cut, in.readNBytes(1 << 20));
        }

        Outcome up = RunningSuite.gaia(
                elsewhere.resolve("home"),
                Map.of("GAIA_MODEL", cut.toString()),
                "up",
                "--wait",
                "--free-ports",
                "--only",
                "chat");
        RunningSuite.gaia(elsewhere.resolve("home"), Map.of(), "down");

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output()).contains("The model file was refused (TRUNCATED)");
    }

    private static Path model() {
        String configured = System.getenv("GAIA_MODEL");
        return configured == null
                ? Installation.cache().resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf")
                : Path.of(configured);
    }

    private static String modelOf(String key) throws IOException, InterruptedException {
        return json(suite.get("/v1/models", "X-API-Key", key))
                .get("data")
                .get(0)
                .get("id")
                .asString();
    }

    private static String type(JsonNode event) {
        return event.get("type").asString();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
