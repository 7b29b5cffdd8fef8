package dev.gaia.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compatible surface, as its clients see it. */
class AssetsHttpTests {

    private static final String GENERATE = "/api/v1/assets/generate";

    private final AssetServer server = AssetServer.shared();
    private final AssetClient client = server.client();

    @Test
    void anAssetHasTheFieldsThatClientsKnow() {
        Answer answer = client.generate("old red brick wall", 128, 30_000);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "asset_id",
                        "source",
                        "cost",
                        "response_time_ms",
                        "asset_data",
                        "storage_info",
                        "metadata",
                        "cost_breakdown");
        assertThat(answer.json().get("asset_data").propertyNames())
                .containsExactlyInAnyOrder(
                        "download_url",
                        "preview_image_url",
                        "file_format",
                        "file_size_mb",
                        "quality_score",
                        "license_type",
                        "attribution_required");
        assertThat(answer.text("/asset_data/file_format")).isEqualTo("png");
        assertThat(answer.json().at("/asset_data/attribution_required").booleanValue())
                .isFalse();
        assertThat(answer.json().at("/cost").doubleValue()).isZero();
        assertThat(answer.text("/metadata/material")).isEqualTo("brick");
    }

    @Test
    void theAddressDownloadsThePicture() throws IOException {
        Answer answer = client.generate("grey cobblestone", 128, 30_000);

        HttpResponse<byte[]> download = AssetClient.download(answer.text("/asset_data/download_url"));

        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(download.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(download.body())).getWidth())
                .isEqualTo(128);
        assertThat(download.body().length / 1e6)
                .isEqualTo(answer.json().at("/asset_data/file_size_mb").doubleValue());
    }

    @Test
    void theSameRequestTwiceGivesTheSameBytesKeptOnce() {
        Answer first = client.generate("white marble with a seed of its own", 64, 30_000);
        int objects = server.objects().size();
        Answer second = client.somebodyElse().generate("white marble with a seed of its own", 64, 30_000);

        assertThat(second.text("/asset_id")).isNotEqualTo(first.text("/asset_id"));
        assertThat(second.text("/storage_info/sha256")).isEqualTo(first.text("/storage_info/sha256"));
        assertThat(AssetClient.download(second.text("/asset_data/download_url")).body())
                .isEqualTo(AssetClient.download(first.text("/asset_data/download_url"))
                        .body());
        assertThat(server.objects()).hasSize(objects);
    }

    @Test
    void whoDoesNotWaitGetsTheJob() {
        Answer answer = client.generate("oak planks", 64, 0);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/api/v2/jobs/" + answer.text("/id"));
        assertThat(client.get(answer.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void onlyDescriptionAndCategoryAreNeededAndUnknownFieldsAreIgnored() {
        Answer answer = client.post(
                GENERATE,
                Map.of("category", "image", "description", "sand", "mood", "calm", "session_id", "anything at all"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().at("/metadata/width").intValue()).isEqualTo(512);
    }

    @Test
    void theListIsPagedAndTheCallersOnly() {
        List<String> made = List.of(
                client.generate("grass one", 64, 30_000).text("/asset_id"),
                client.generate("grass two", 64, 30_000).text("/asset_id"),
                client.generate("grass three", 64, 30_000).text("/asset_id"));

        Answer all = client.get("/api/v1/assets");
        assertThat(ids(all)).containsExactlyElementsOf(made.reversed());
        assertThat(AssetClient.download(all.text("/assets/0/asset_data/download_url"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(ids(client.get("/api/v1/assets?limit=1&offset=1"))).containsExactly(made.get(1));
        assertThat(ids(client.get("/api/v1/assets?offset=3"))).isEmpty();
        assertThat(ids(client.somebodyElse().get("/api/v1/assets"))).isEmpty();
    }

    @Test
    void oneAssetIsItsOwnersOnly() {
        String path = "/api/v1/assets/" + client.generate("steel", 64, 30_000).text("/asset_id");

        assertThat(client.get(path).text("/metadata/material")).isEqualTo("metal");
        assertNotFound(client.somebodyElse().get(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-a-uuid", "1", "00000000-0000-0000-0000-000000000000", "'%20OR%20'1'='1"})
    void whatCannotBeThereIsNotFound(String id) {
        assertNotFound(client.get("/api/v1/assets/" + id));
        assertThat(client.get("/api/v2/jobs/" + id).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "requirements, '{\"width\": 63}'",
        "requirements, '{\"height\": 2049}'",
        "requirements, '{\"width\": \"wide\"}'",
        "requirements, '{\"seed\": {}}'",
        "requirements, '[]'",
        "preferences, '{\"max_wait_time_ms\": \"long\"}'",
        "category, '\"\"'",
        "category, 'null'",
        "description, '\"  \"'",
        "description, '\"nul\\u0000\"'",
        "style, '\"nul\\u0000\"'",
        "style, '{}'"
    })
    void whatIsNotValidIsSaidToBe(String field, String json) {
        Map<String, String> fields = new HashMap<>(Map.of("category", "\"texture\"", "description", "\"bricks\""));
        fields.put(field, json);
        StringBuilder body = new StringBuilder("{");
        fields.forEach((name, value) ->
                body.append('"').append(name).append("\": ").append(value).append(", "));

        assertBadRequest(
                send(body.replace(body.length() - 2, body.length(), "}").toString()));
    }

    @Test
    void aDescriptionMayBeLongButNotEndless() {
        Map<String, Object> request = new HashMap<>(Map.of("category", "texture", "description", "b".repeat(2_000)));
        request.put("requirements", Map.of("width", 64));
        assertThat(client.post(GENERATE, request).status()).isEqualTo(200);

        request.put("description", "b".repeat(2_001));
        Answer tooLong = client.post(GENERATE, request);
        assertBadRequest(tooLong);
        assertThat(tooLong.text("/detail")).contains("description");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"bricks\"", "{\"category\": texture}", "null"})
    void malformedBodiesAreRefused(String body) {
        assertBadRequest(send(body));
    }

    @Test
    void anyTextIsTaken() {
        Answer answer = client.post(
                GENERATE,
                Map.of(
                        "category", "texture",
                        "description", "木の板 🪵 \ud800 'quoted'; DROP TABLE job; --",
                        "requirements", Map.of("width", 64)));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Test
    void aCategoryThatNobodyMakesIsSaidInClearWords() {
        Answer answer = client.post(GENERATE, Map.of("category", "audio", "description", "rain"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("/detail"))
                .isEqualTo("No engine here makes the category 'audio'. These are made: environment, image, texture.");
    }

    @Test
    void withoutAValidTokenThereIsNothing() {
        UUID account = UUID.randomUUID();
        for (String path : List.of("/api/v1/assets", "/api/v1/assets/" + UUID.randomUUID(), "/api/v2/jobs")) {
            assertThat(client.send("GET", path, "", null).status()).isEqualTo(401);
            assertThat(client.send("GET", path, "", AssetClient.TOKENS.forgedToken(account, "assets"))
                            .status())
                    .isEqualTo(401);
            assertThat(client.send("GET", path, "", AssetClient.TOKENS.expiredToken(account, "assets"))
                            .status())
                    .isEqualTo(401);
            assertThat(client.send("GET", path, "", AssetClient.TOKENS.endlessToken(account, "assets"))
                            .status())
                    .isEqualTo(401);
            assertThat(client.send("GET", path, "", AssetClient.TOKENS.token(account, "chat"))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(client.send("POST", GENERATE, "{}", null).status()).isEqualTo(401);
    }

    @Test
    void wrongMethodsAndMediaTypesAreRefused() {
        assertThat(client.delete("/api/v1/assets").status()).isEqualTo(405);
        assertThat(client.delete("/api/v1/assets").header("Allow")).contains("GET");
        assertThat(client.get("/api/v1/nothing").status()).isEqualTo(404);
    }

    @Test
    void theTestAddressNeedsNobody() {
        Answer answer = client.send("GET", "/api/v1/assets/test", "", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    private Answer send(String body) {
        return client.send("POST", GENERATE, body, AssetClient.TOKENS.token(client.account(), "assets"));
    }

    private static List<String> ids(Answer page) {
        return page.json()
                .get("assets")
                .valueStream()
                .map(asset -> asset.get("asset_id").asString())
                .toList();
    }

    private static void assertNotFound(Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }

    private static void assertBadRequest(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }
}
