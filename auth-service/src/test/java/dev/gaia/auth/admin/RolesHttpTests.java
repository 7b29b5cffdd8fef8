package dev.gaia.auth.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolesHttpTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();

    @Test
    void usersTokensAllowChatAndAssetsAndThoseOfAdminsTheirWorkToo() {
        assertThat(scopeOf(client.register())).isEqualTo("chat assets");
        assertThat(scopeOf(server.registerAdmin())).isEqualTo("chat assets admin");
    }

    @Test
    void whoIsNoAdminMayNotDoAnAdminsWork() {
        Answer user = client.register();

        Answer refused = change(user, user.text("/user/id"), "[\"user\", \"admin\"]");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/type")).isEqualTo("/problems/forbidden");
        assertThat(scopeOf(client.refresh(user.text("/session/refresh_token")))).isEqualTo("chat assets");
    }

    @Test
    void anAdminMakesAnotherAndTheNextTokenOfTheirSignInTellsIt() {
        Answer other = client.register();

        assertThat(change(server.registerAdmin(), other.text("/user/id"), "[\"user\", \"admin\"]")
                        .status())
                .isEqualTo(204);

        assertThat(scopeOf(client.refresh(other.text("/session/refresh_token"))))
                .isEqualTo("chat assets admin");
    }

    @Test
    void anAdminCannotStopBeingTheLastOne() {
        Answer admin = server.registerAdmin();

        Answer refused = change(admin, admin.text("/user/id"), "[\"user\"]");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/type")).isEqualTo("/problems/own-account");
    }

    @Test
    void thereIsNothingToChangeOfAnAccountThatIsNotThere() {
        assertThat(change(server.registerAdmin(), UUID.randomUUID().toString(), "[\"user\"]")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"root\"]", "[null]", "\"admin\"", "null"})
    void rolesThatAreNoneAreRefused(String roles) {
        assertThat(change(server.registerAdmin(), UUID.randomUUID().toString(), roles)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theTokenOfAnAdminsApiKeyIsNoAdmins() {
        String admin = server.registerAdmin().text("/session/access_token");
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "script"), admin)
                .text("/api_key");

        String token =
                client.post("/auth/api-key-login", Map.of("api_key", key)).text("/access_token");

        assertThat(AuthClient.claims(token).at("/scope").asString()).isEqualTo("chat assets");
    }

    private Answer change(Answer admin, String account, String roles) {
        return client.send(
                "PUT",
                "/api/v2/admin/accounts/" + account + "/roles",
                "{\"roles\": " + roles + "}",
                admin.text("/session/access_token"));
    }

    private static String scopeOf(Answer session) {
        return AuthClient.claims(session.text("/session/access_token"))
                .at("/scope")
                .asString();
    }
}
