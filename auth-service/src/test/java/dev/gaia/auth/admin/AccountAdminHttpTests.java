package dev.gaia.auth.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountAdminHttpTests {

    private static final String ACCOUNTS = "/api/v2/admin/accounts";

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();
    private final Answer adminSession = server.registerAdmin();
    private final String admin = adminSession.text("/session/access_token");
    private final String email = AuthClient.newEmail();
    private final Answer user = client.register(email);
    private final String account = ACCOUNTS + "/" + user.text("/user/id");

    @Test
    void anAdminFindsAUserByAddressOrId() {
        Answer found = client.get(ACCOUNTS + "?email=" + email, admin);

        assertThat(found.text("/accounts/0/id")).isEqualTo(user.text("/user/id"));
        assertThat(found.json().at("/accounts/0/suspended_at").isNull()).isTrue();
        assertThat(found.response().body()).doesNotContain("password", "argon2");
        assertThat(client.get(account, admin).text("/email")).isEqualTo(email);
        assertThat(client.get(ACCOUNTS + "?email=" + AuthClient.newEmail(), admin)
                        .json()
                        .at("/accounts"))
                .isEmpty();
        assertThat(client.get(ACCOUNTS, admin).status()).isEqualTo(400);
    }

    @Test
    void whoIsSuspendedIsOutAtOnceAndStaysOut() {
        String token = user.text("/session/access_token");
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "script"), token)
                .text("/api_key");

        assertThat(send("PUT", account + "/suspension").status()).isEqualTo(204);

        assertThat(client.isValid(token)).isFalse();
        assertThat(client.refresh(user.text("/session/refresh_token")).status()).isEqualTo(401);
        assertThat(client.post("/auth/api-key-login", Map.of("api_key", key)).status())
                .isEqualTo(401);
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(403);
        assertThat(client.login(email, "not the password").status()).isEqualTo(401);
        assertThat(client.get(account, admin).text("/suspended_at")).isNotBlank();
    }

    @Test
    void whoIsNoLongerSuspendedSignsInAgain() {
        send("PUT", account + "/suspension");

        assertThat(send("DELETE", account + "/suspension").status()).isEqualTo(204);

        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
        assertThat(client.isValid(user.text("/session/access_token"))).isFalse();
    }

    @Test
    void anAdminSeesAUsersSessionsAndEndsThem() {
        Answer second = client.login(email, AuthClient.PASSWORD);
        Answer third = client.login(email, AuthClient.PASSWORD);
        assertThat(client.get(account + "/sessions", admin).json().at("/sessions"))
                .hasSize(3);

        assertThat(send("DELETE", account + "/sessions/" + sessionOf(second)).status())
                .isEqualTo(204);
        assertThat(client.isValid(second.text("/session/access_token"))).isFalse();
        assertThat(client.isValid(third.text("/session/access_token"))).isTrue();

        assertThat(send("DELETE", account + "/sessions").status()).isEqualTo(204);
        assertThat(client.isValid(third.text("/session/access_token"))).isFalse();
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aSessionOfSomebodyElseIsNotTheAccounts() {
        assertThat(send("DELETE", account + "/sessions/" + sessionOf(adminSession))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatAdminsDoIsKeptUnderTheirName() {
        send("PUT", account + "/suspension");

        Answer events = client.get("/api/v2/admin/audit-events?kind=suspended&account=" + user.text("/user/id"), admin);

        assertThat(events.text("/events/0/actor_id")).isEqualTo(adminSession.text("/user/id"));
    }

    @Test
    void anAdminCannotSuspendThemselves() {
        assertThat(send("PUT", ACCOUNTS + "/" + adminSession.text("/user/id") + "/suspension")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PUT, /suspension", "DELETE, /suspension", "GET, /sessions", "DELETE, /sessions"})
    void onlyAdminsMayAndOnlyToWhomThereIs(String method, String path) {
        String rest = path == null ? "" : path;

        assertThat(client.send(method, account + rest, "", null).status()).isEqualTo(401);
        assertThat(client.send(method, account + rest, "", user.text("/session/access_token"))
                        .status())
                .isEqualTo(403);
        assertThat(send(method, ACCOUNTS + "/" + UUID.randomUUID() + rest).status())
                .isEqualTo(404);
    }

    private Answer send(String method, String path) {
        return client.send(method, path, "", admin);
    }

    private static String sessionOf(Answer session) {
        return AuthClient.claims(session.text("/session/access_token"))
                .at("/sid")
                .asString();
    }
}
