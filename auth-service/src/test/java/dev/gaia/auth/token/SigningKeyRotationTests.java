package dev.gaia.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningKeyRotationTests {

    private static final String KEYS = "/api/v2/admin/signing-keys";

    private final String database = TestPostgres.newDatabaseUrl();

    @Test
    void theNextKeyIsPublishedBeforeItSignsAndTheLastOneVerifiesForAsLongAsItsTokensLive() {
        try (AuthServer server = start()) {
            SigningKeys keys = server.bean(SigningKeys.class);
            KeyRotation rotation = server.bean(KeyRotation.class);
            String first = keys.current().id();
            server.clock().advance(Duration.ofDays(30).minusMinutes(11));
            rotation.rotateWhenDue();
            assertThat(published(keys)).containsExactly(first);

            server.clock().advance(Duration.ofMinutes(1).plusSeconds(1));
            rotation.rotateWhenDue();
            rotation.rotateWhenDue(); // as another instance does

            assertThat(published(keys)).hasSize(2).contains(first);
            assertThat(keys.current().id()).isEqualTo(first);

            server.clock().advance(Duration.ofMinutes(9));
            String token = server.client().register().text("/session/access_token");
            server.clock().advance(Duration.ofMinutes(1));

            assertThat(keys.current().id()).isNotEqualTo(first);
            assertThat(server.client().isValid(token)).isTrue();
            server.clock().advance(Duration.ofMinutes(13));
            assertThat(server.client().isValid(token)).isTrue();
            server.clock().advance(Duration.ofMinutes(5));
            assertThat(published(keys)).hasSize(1).doesNotContain(first);
        }
    }

    @Test
    void instancesThatFindAKeyDueAtOnceMakeOne() {
        try (AuthServer one = start();
                AuthServer other = start()) {
            one.clock().advance(Duration.ofDays(30).plusSeconds(1));
            other.clock().advance(Duration.ofDays(30).plusSeconds(1));

            List.of(one, other).parallelStream()
                    .forEach(server -> server.bean(KeyRotation.class).rotateWhenDue());

            one.clock().advance(Duration.ofMinutes(2));
            other.clock().advance(Duration.ofMinutes(2));
            assertThat(published(one.bean(SigningKeys.class)))
                    .hasSize(2)
                    .isEqualTo(published(other.bean(SigningKeys.class)));
        }
    }

    @Test
    void anAdminRotatesOnCommandAndNobodyElse() {
        try (AuthServer server = start()) {
            AuthClient client = server.client();
            String user = client.register().text("/session/access_token");
            String admin = server.registerAdmin().text("/session/access_token");
            assertThat(client.get(KEYS, user).status()).isEqualTo(403);
            assertThat(client.post(KEYS + "/rotations", Map.of("compromised", true), user)
                            .status())
                    .isEqualTo(403);

            Answer rotated = client.post(KEYS + "/rotations", Map.of("compromised", false), admin);

            assertThat(rotated.status()).isEqualTo(201);
            assertThat(rotated.json()
                            .at("/keys")
                            .valueStream()
                            .map(key -> key.at("/state").asString()))
                    .containsExactly("next", "signs");
            assertThat(rotated.response().body()).doesNotContain("private");
            assertThat(client.get("/api/v2/admin/audit-events?kind=signing_key_rotated", admin)
                            .json()
                            .at("/events")
                            .size())
                    .isEqualTo(1);
            assertThat(client.isValid(user)).isTrue();
        }
    }

    @Test
    void aCompromisedKeyAndAllItsTokensAreOverAtOnceAndSignInsGoOn() {
        try (AuthServer server = start()) {
            AuthClient client = server.client();
            Answer user = client.register();
            String admin = server.registerAdmin().text("/session/access_token");

            client.post(KEYS + "/rotations", Map.of("compromised", true), admin);

            assertThat(client.isValid(user.text("/session/access_token"))).isFalse();
            Answer refreshed = client.refresh(user.text("/session/refresh_token"));
            assertThat(client.isValid(refreshed.text("/session/access_token"))).isTrue();
        }
    }

    @Test
    void aReplacedEncryptionKeyReadsWhatThePreviousOneWroteAndEncryptsItAnew() {
        String id;
        String token;
        try (AuthServer before = start("auth.signing-keys.encryption-key=" + key(1))) {
            id = before.bean(SigningKeys.class).current().id();
            token = before.client().register().text("/session/access_token");
            try (AuthServer during = start(
                    "auth.signing-keys.encryption-key=" + key(2),
                    "auth.signing-keys.previous-encryption-key=" + key(1))) {
                assertThat(during.bean(SigningKeys.class).current().id()).isEqualTo(id);
            }
            // The one that does not know the new key goes on with what it has read.
            before.clock().advance(Duration.ofMinutes(2));
            assertThat(before.client().isValid(token)).isTrue();
        }
        try (AuthServer after = start("auth.signing-keys.encryption-key=" + key(2))) {
            assertThat(after.bean(SigningKeys.class).current().id()).isEqualTo(id);
            assertThat(after.client().isValid(token)).isTrue();
        }
    }

    @Test
    void whoHasTheKeysAlreadyIsTold304() throws Exception {
        try (AuthServer server = start()) {
            HttpResponse<String> first = jwks(server, "\"none\"");
            String tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("Cache-Control")).contains("max-age=60, public");

            HttpResponse<String> second = jwks(server, tag);

            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
            server.bean(SigningKeys.class).rotateNow(Duration.ofMinutes(15));
            assertThat(jwks(server, tag).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> jwks(AuthServer server, String tag) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.client().port() + "/.well-known/jwks.json"))
                            .header("If-None-Match", tag)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private AuthServer start(String... settings) {
        return new AuthServer(database, TestRedis.shared().url(), settings);
    }

    private static List<String> published(SigningKeys keys) {
        return keys.published().getKeys().stream().map(key -> key.getKeyID()).toList();
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        key[0] = (byte) fill;
        return Base64.getEncoder().encodeToString(key);
    }
}
