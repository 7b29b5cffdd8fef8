package dev.gaia.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ApiKeysHttpTests {

    private static final String KEYS = "/api/v1/auth/api-keys";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final Answer registered = client.register();
    private final String token = registered.text("/session/access_token");

    @Test
    void aKeyIsShownOnceAndKeptAsItsHash() {
        Answer created = create("headset");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "api_key", "scopes", "created_at", "expires_at", "old_secret_until");
        String key = created.text("/api_key");
        String id = created.text("/id");
        assertThat(key).startsWith("gaia_" + id.replace("-", "") + "_");
        Answer listed = client.get(KEYS, token);
        assertThat(listed.text("/api_keys/0/id")).isEqualTo(id);
        assertThat(listed.text("/api_keys/0/name")).isEqualTo("headset");
        assertThat(listed.text("/api_keys/0/created_at")).isEqualTo(created.text("/created_at"));
        assertThat(listed.json().at("/api_keys/0/last_used_at").isNull()).isTrue();
        String secret = key.substring(key.lastIndexOf('_') + 1);
        assertThat(listed.response().body()).doesNotContain(secret, "hash");
        String row = server.database()
                .sql("SELECT api_key::text FROM api_key WHERE id = :id")
                .param("id", UUID.fromString(id))
                .query(String.class)
                .single();
        assertThat(row).doesNotContain(secret);
        assertThat(row.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }

    @Test
    void aKeyIsExchangedForATokenOfItsAccount() {
        String key = create("game server").text("/api_key");

        Answer exchanged = client.post("/internal/api-keys/exchange", Map.of("api_key", key));
        Answer login = client.post("/auth/api-key-login", Map.of("api_key", key));

        assertThat(exchanged.status()).isEqualTo(200);
        assertThat(exchanged.json().propertyNames()).containsExactlyInAnyOrder("access_token", "expires_in", "user_id");
        assertThat(exchanged.text("/user_id")).isEqualTo(registered.text("/user/id"));
        assertThat(client.isValid(exchanged.text("/access_token"))).isTrue();
        assertThat(login.json().propertyNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "user");
        assertThat(login.text("/token_type")).isEqualTo("bearer");
        assertThat(login.json().at("/expires_in").asInt()).isEqualTo(900);
        assertThat(login.text("/user/id")).isEqualTo(registered.text("/user/id"));
        assertThat(login.text("/user/email")).isEqualTo(registered.text("/user/email"));
        assertThat(client.get(KEYS, token).text("/api_keys/0/last_used_at")).endsWith("Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "gaia_1_2"})
    void whatIsNoKeyIsRefusedInTheShapeOfEachPath(String key) {
        Answer exchanged = client.post("/internal/api-keys/exchange", Map.of("api_key", key));
        Answer login = client.post("/auth/api-key-login", Map.of("api_key", key));

        assertThat(exchanged.status()).isEqualTo(401);
        assertThat(exchanged.header("Content-Type")).startsWith("application/problem+json");
        assertThat(exchanged.text("/type")).isEqualTo("/problems/api-key-refused");
        assertThat(login.status()).isEqualTo(401);
        assertThat(login.json().propertyNames()).containsExactly("detail");
    }

    @Test
    void theRightNameWithAnotherSecretIsRefused() {
        String key = create("mine").text("/api_key");
        String other = create("other").text("/api_key");
        String mixed = key.substring(0, key.lastIndexOf('_')) + other.substring(other.lastIndexOf('_'));

        assertThat(client.post("/internal/api-keys/exchange", Map.of("api_key", mixed))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aRevokedKeyAndItsTokensAreOverAtOnce() {
        Answer created = create("lost");
        String key = created.text("/api_key");
        String keyToken = client.post("/internal/api-keys/exchange", Map.of("api_key", key))
                .text("/access_token");
        long known = client.get("/internal/revocations").json().at("/last").asLong();

        assertThat(client.send("DELETE", KEYS + "/" + created.text("/id"), "", token)
                        .status())
                .isEqualTo(204);

        assertThat(client.post("/internal/api-keys/exchange", Map.of("api_key", key))
                        .status())
                .isEqualTo(401);
        assertThat(client.isValid(keyToken)).isFalse();
        assertThat(client.get("/internal/revocations?wait_ms=2000&after=" + known)
                        .response()
                        .body())
                .contains(created.text("/id"));
        assertThat(client.get(KEYS, token).json().at("/api_keys").isEmpty()).isTrue();
    }

    @Test
    void nobodySeesOrRevokesAnotherAccountsKeys() {
        Answer created = create("mine");
        String stranger = client.register().text("/session/access_token");

        assertThat(client.get(KEYS, stranger).json().at("/api_keys").isEmpty()).isTrue();
        assertThat(client.send("DELETE", KEYS + "/" + created.text("/id"), "", stranger)
                        .status())
                .isEqualTo(404);
        assertThat(client.post("/internal/api-keys/exchange", Map.of("api_key", created.text("/api_key")))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-id", "1%20OR%201=1", "00000000-0000-0000-0000-000000000000"})
    void anIdThatNamesNothingIs404(String id) {
        assertThat(client.send("DELETE", KEYS + "/" + id, "", token).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\": \" \"}", "{\"name\": \"a\\u0000b\"}", "{\"name\": \"\\ud800\"}", "{"})
    void aKeyNeedsASoundName(String body) {
        assertThat(client.send("POST", KEYS, body, token).status()).isEqualTo(400);
    }

    @Test
    void aKeyCannotMakeRevokeOrEndAnything() {
        Answer created = create("stolen");
        String keyToken = client.post("/internal/api-keys/exchange", Map.of("api_key", created.text("/api_key")))
                .text("/access_token");

        assertThat(client.post(KEYS, Map.of("name", "another"), keyToken).status())
                .isEqualTo(403);
        assertThat(client.send("DELETE", KEYS + "/" + created.text("/id"), "", keyToken)
                        .status())
                .isEqualTo(403);
        assertThat(client.logout(keyToken).status()).isEqualTo(403);
        assertThat(client.get(KEYS, keyToken).status()).isEqualTo(200);
    }

    @Test
    void aKeyHasTheScopesThatItWasMadeWith() {
        Answer created = client.post(KEYS, Map.of("name", "painter", "scopes", List.of("assets")), token);

        assertThat(created.json().at("/scopes/0").asString()).isEqualTo("assets");
        assertThat(claimsFor(created.text("/api_key")).at("/scope").asString()).isEqualTo("assets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "everything", "chat assets"})
    void aKeyCannotHaveMoreThanItsAccountAndNeverAnAdminsPower(String scope) {
        String admin = server.registerAdmin().text("/session/access_token");

        for (String caller : List.of(token, admin)) {
            Answer refused = client.post(KEYS, Map.of("name", "greedy", "scopes", List.of("chat", scope)), caller);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("/detail")).contains("assets, chat");
        }
    }

    @Test
    void aKeyIsNotGoodAfterItsEndAndNeitherAreItsTokens() {
        String key = client.post(KEYS, Map.of("name", "guest", "expires_in_days", 1), token)
                .text("/api_key");
        server.clock().advance(Duration.ofDays(1).minusMinutes(5));
        Answer exchanged = exchange(key);
        assertThat(exchanged.json().at("/expires_in").asLong()).isBetween(299L, 300L);

        server.clock().advance(Duration.ofMinutes(5));

        assertThat(exchange(key).status()).isEqualTo(401);
    }

    @Test
    void afterARotationTheOldSecretIsGoodForAsLongAsItsOwnerSaid() {
        Answer created = create("robot");
        String before = created.text("/api_key");

        Answer rotated = rotate(created, Map.of("overlap_seconds", 3_600));
        String after = rotated.text("/api_key");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("/id")).isEqualTo(created.text("/id"));
        assertThat(after).isNotEqualTo(before);
        assertThat(exchange(before).status()).isEqualTo(200);
        assertThat(exchange(after).status()).isEqualTo(200);
        assertThat(client.get(KEYS, token).response().body()).contains("old_secret_until");

        server.clock().advance(Duration.ofMinutes(59));
        assertThat(exchange(before).json().at("/expires_in").asLong()).isLessThanOrEqualTo(60);
        server.clock().advance(Duration.ofMinutes(1));
        assertThat(exchange(before).status()).isEqualTo(401);
        assertThat(exchange(after).status()).isEqualTo(200);
    }

    @Test
    void aSecretThatLeakedIsOverAtOnceAndOneOfTwoRotationsAgoToo() {
        Answer created = create("robot");
        Answer second = rotate(created, Map.of());
        Answer third = rotate(created, Map.of("overlap_seconds", 0));

        assertThat(exchange(created.text("/api_key")).status()).isEqualTo(401);
        assertThat(exchange(second.text("/api_key")).status()).isEqualTo(401);
        assertThat(exchange(third.text("/api_key")).status()).isEqualTo(200);
    }

    @Test
    void onlyItsOwnerRotatesAKey() {
        Answer created = create("robot");
        String stranger = client.register().text("/session/access_token");
        String keyToken = exchange(created.text("/api_key")).text("/access_token");
        String path = KEYS + "/" + created.text("/id") + "/rotate";

        assertThat(client.post(path, Map.of(), stranger).status()).isEqualTo(404);
        assertThat(client.post(path, Map.of(), keyToken).status()).isEqualTo(403);
        assertThat(client.post(path, Map.of("overlap_seconds", 31 * 86_400), token)
                        .status())
                .isEqualTo(400);
        assertThat(client.post(path, Map.of("overlap_seconds", -1), token).status())
                .isEqualTo(400);
    }

    @Test
    void theGatewayReadsTheLimitsOfAKeyInItsToken() {
        String key = client.post(KEYS, Map.of("name", "slow", "requests_per_minute", 30), token)
                .text("/api_key");
        assertThat(claimsFor(key).at("/rpm").asInt()).isEqualTo(30);
        assertThat(claimsFor(key).at("/plan").asString()).isEqualTo("free");
        assertThat(AuthClient.claims(token).at("/plan").asString()).isEqualTo("free");

        String account = AuthClient.claims(token).at("/sub").asString();
        String admin = server.registerAdmin().text("/session/access_token");
        assertThat(client.send("PUT", "/api/v2/admin/accounts/" + account + "/plan", "{\"plan\": \"pro\"}", admin)
                        .status())
                .isEqualTo(204);

        assertThat(claimsFor(key).at("/plan").asString()).isEqualTo("pro");
        assertThat(client.send("PUT", "/api/v2/admin/accounts/" + account + "/plan", "{\"plan\": \"gold\"}", admin)
                        .status())
                .isEqualTo(400);
        assertThat(client.send("PUT", "/api/v2/admin/accounts/" + account + "/plan", "{\"plan\": \"pro\"}", token)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anAccountCannotHaveEndlesslyManyKeys() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 55; i++) {
                answers.add(clients.submit(() -> create("one of many")));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            statuses.add(answer.get().status());
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(50);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(5);
    }

    private Answer rotate(Answer created, Map<String, ?> body) {
        return client.post(KEYS + "/" + created.text("/id") + "/rotate", body, token);
    }

    private Answer exchange(String key) {
        return client.post("/internal/api-keys/exchange", Map.of("api_key", key));
    }

    private JsonNode claimsFor(String key) {
        return AuthClient.claims(exchange(key).text("/access_token"));
    }

    private Answer create(String name) {
        return client.post(KEYS, Map.of("name", name), token);
    }
}
