package dev.gaia.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SignInsHttpTests {

    private static final String SESSIONS = "/api/v2/account/sessions";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final String email = AuthClient.newEmail();
    private final Answer here = client.from("198.51.100.23").register(email);

    @Test
    void usersSeeWhatTheyAreSignedInWithTheLatestUsedFirst() {
        server.clock().advance(Duration.ofSeconds(1));
        Answer there = client.from("2001:db8:1:2::3").login(email, AuthClient.PASSWORD);

        JsonNode sessions = list(here).json().at("/sessions");

        assertThat(sessions).hasSize(2);
        assertThat(sessions.at("/0/id").asString()).isEqualTo(sessionOf(there));
        assertThat(sessions.at("/0/current").asBoolean()).isFalse();
        assertThat(sessions.at("/0/network").asString()).isEqualTo("2001:0db8:0001::/48");
        assertThat(sessions.at("/1/current").asBoolean()).isTrue();
        assertThat(sessions.at("/1/network").asString()).isEqualTo("198.51.100.0/24");
        assertThat(sessions.at("/1/device").asString()).startsWith("Java");
    }

    @Test
    void refreshingIsUse() {
        String before = list(here).text("/sessions/0/last_used_at");
        server.clock().advance(Duration.ofMinutes(5));

        Answer refreshed = client.refresh(here.text("/session/refresh_token"));

        assertThat(list(refreshed).text("/sessions/0/last_used_at")).isGreaterThan(before);
        assertThat(list(refreshed).json().at("/sessions")).hasSize(1);
    }

    @Test
    void oneSessionCanBeEndedFromAnother() {
        Answer there = client.login(email, AuthClient.PASSWORD);

        assertThat(end(here, "/" + sessionOf(there)).status()).isEqualTo(204);

        assertThat(client.isValid(there.text("/session/access_token"))).isFalse();
        assertThat(client.refresh(there.text("/session/refresh_token")).status())
                .isEqualTo(401);
        assertThat(list(here).json().at("/sessions")).hasSize(1);
        assertThat(end(here, "/" + sessionOf(there)).status()).isEqualTo(404);
    }

    @Test
    void anotherUsersSessionIsNotThere() {
        Answer stranger = client.register();

        assertThat(end(here, "/" + sessionOf(stranger)).status()).isEqualTo(404);
        assertThat(end(here, "/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(end(here, "/nonsense").status()).isEqualTo(404);

        assertThat(client.isValid(stranger.text("/session/access_token"))).isTrue();
    }

    @Test
    void signingOutEverywhereEndsThisOneTooButNoApiKey() {
        Answer there = client.login(email, AuthClient.PASSWORD);
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "script"), there.text("/session/access_token"))
                .text("/api_key");

        assertThat(end(here, "").status()).isEqualTo(204);

        assertThat(client.isValid(here.text("/session/access_token"))).isFalse();
        assertThat(client.isValid(there.text("/session/access_token"))).isFalse();
        assertThat(client.post("/auth/api-key-login", Map.of("api_key", key)).status())
                .isEqualTo(200);
    }

    @Test
    void anApiKeySeesAndEndsNone() {
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "script"), here.text("/session/access_token"))
                .text("/api_key");
        String token =
                client.post("/auth/api-key-login", Map.of("api_key", key)).text("/access_token");

        assertThat(client.get(SESSIONS, token).status()).isEqualTo(403);
        assertThat(client.send("DELETE", SESSIONS, "", token).status()).isEqualTo(403);
    }

    private Answer list(Answer session) {
        return client.get(SESSIONS, session.text("/session/access_token"));
    }

    private Answer end(Answer session, String path) {
        return client.send("DELETE", SESSIONS + path, "", session.text("/session/access_token"));
    }

    private static String sessionOf(Answer session) {
        return AuthClient.claims(session.text("/session/access_token"))
                .at("/sid")
                .asString();
    }
}
