package dev.gaia.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.identity.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SessionTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();

    @Test
    void aRefreshTokenIsExchangedForItsSuccessor() {
        Answer registered = client.register();

        Answer refreshed = client.refresh(registered.text("/session/refresh_token"));

        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.text("/user/id")).isEqualTo(registered.text("/user/id"));
        assertThat(refreshed.text("/session/refresh_token")).isNotEqualTo(registered.text("/session/refresh_token"));
        assertThat(client.isValid(refreshed.text("/session/access_token"))).isTrue();
        assertThat(client.refresh(refreshed.text("/session/refresh_token")).status())
                .isEqualTo(200);
    }

    @Test
    void theReuseOfAnOldRefreshTokenEndsTheWholeFamily() {
        Answer registered = client.register();
        Answer refreshed = client.refresh(registered.text("/session/refresh_token"));

        server.clock().advance(Duration.ofSeconds(11)); // the grace is over
        Answer reused = client.refresh(registered.text("/session/refresh_token"));

        assertThat(reused.status()).isEqualTo(401);
        assertThat(client.refresh(refreshed.text("/session/refresh_token")).status())
                .isEqualTo(401);
        assertThat(client.isValid(refreshed.text("/session/access_token"))).isFalse();
    }

    @Test
    void anotherSignInOfTheSameAccountGoesOn() {
        String email = AuthClient.newEmail();
        Answer first = client.register(email);
        Answer second = client.login(email, AuthClient.PASSWORD);

        client.logout(first.text("/session/access_token"));

        assertThat(client.isValid(second.text("/session/access_token"))).isTrue();
    }

    @Test
    void manyWhoComeWithTheSameTokenAtOnceGetTheSameSuccessor() throws Exception {
        String token = client.register().text("/session/refresh_token");
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                answers.add(clients.submit(() -> client.refresh(token)));
            }
        }
        Set<String> successors = new HashSet<>();
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isEqualTo(200);
            assertThat(client.isValid(answer.get().text("/session/access_token")))
                    .isTrue();
            successors.add(answer.get().text("/session/refresh_token"));
        }
        assertThat(successors).hasSize(1);
        assertThat(client.refresh(successors.iterator().next()).status()).isEqualTo(200);
    }

    @Test
    void aLostAnswerDoesNotSignAUserOut() {
        String first = client.register().text("/session/refresh_token");
        String lost = client.refresh(first).text("/session/refresh_token");

        server.clock().advance(Duration.ofSeconds(9));
        Answer repeated = client.refresh(first);

        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.text("/session/refresh_token")).isEqualTo(lost);
        server.clock().advance(Duration.ofMinutes(1));
        assertThat(client.refresh(lost).status()).isEqualTo(200);
    }

    @Test
    void aFamilyHasAnAbsoluteEnd() {
        Answer session = client.register();
        for (int day = 0; day < 180; day += 20) {
            server.clock().advance(Duration.ofDays(20).minusMinutes(1));
            session = client.refresh(session.text("/session/refresh_token"));
            assertThat(session.status()).isEqualTo(200);
        }

        server.clock().advance(Duration.ofMinutes(10));

        assertThat(client.refresh(session.text("/session/refresh_token")).status())
                .isEqualTo(401);
    }

    @Test
    void afterLogoutNothingOfTheSessionIsAccepted() {
        Answer registered = client.register();
        String token = registered.text("/session/access_token");
        String session = sessionOf(token);

        assertThat(client.logout(token).status()).isEqualTo(204);

        assertThat(client.isValid(token)).isFalse();
        assertThat(client.refresh(registered.text("/session/refresh_token")).status())
                .isEqualTo(401);
        assertThat(client.logout(token).status()).isEqualTo(401);
        assertThat(client.get("/api/v1/auth/api-keys", token).status()).isEqualTo(401);
    }

    @Test
    void anExpiredAccessTokenIsRefusedAndARefreshTokenHelps() {
        Answer registered = client.register();
        String token = registered.text("/session/access_token");
        assertThat(client.get("/api/v1/auth/api-keys", token).status()).isEqualTo(200);

        server.clock().advance(Duration.ofMinutes(16));

        Answer refused = client.get("/api/v1/auth/api-keys", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().propertyNames()).containsExactly("detail");
        assertThat(client.isValid(token)).isFalse();
        // Clients send the expired token along.
        Answer refreshed = client.post(
                "/api/v1/auth/refresh", Map.of("refresh_token", registered.text("/session/refresh_token")), token);
        assertThat(refreshed.status()).isEqualTo(200);
    }

    @Test
    void aSessionThatIsNotUsedIsForgotten() {
        String email = AuthClient.newEmail();
        Answer registered = client.register(email);
        server.clock().advance(Duration.ofDays(31));

        assertThat(client.refresh(registered.text("/session/refresh_token")).status())
                .isEqualTo(401);
        server.bean(Sessions.class).clean();

        assertThat(rowsOf(registered.text("/user/id"))).isZero();
        assertThat(client.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aSessionThatIsUsedIsNotForgotten() {
        Answer registered = client.register();
        server.clock().advance(Duration.ofDays(29));
        Answer refreshed = client.refresh(registered.text("/session/refresh_token"));
        server.clock().advance(Duration.ofDays(29));
        server.bean(Sessions.class).clean();

        assertThat(client.refresh(refreshed.text("/session/refresh_token")).status())
                .isEqualTo(200);
    }

    @Test
    void noTokenAndAForgedTokenAre401() {
        try (TestTokens forger = new TestTokens()) {
            String forged = forger.token(UUID.randomUUID(), "chat assets");

            assertThat(client.get("/api/v1/auth/api-keys").status()).isEqualTo(401);
            assertThat(client.get("/api/v1/auth/api-keys", forged).status()).isEqualTo(401);
            assertThat(client.logout(forged).status()).isEqualTo(401);
            assertThat(client.isValid(forged)).isFalse();
        }
        assertThat(client.get("/api/v1/auth/api-keys", "not a token").status()).isEqualTo(401);
    }

    @Test
    void refreshTokensAreKeptOnlyAsHashes() {
        Answer registered = client.register();
        byte[] stored = server.database()
                .sql("SELECT hash FROM refresh_token WHERE session_id = :session")
                .param("session", UUID.fromString(sessionOf(registered.text("/session/access_token"))))
                .query(byte[].class)
                .single();

        assertThat(stored).hasSize(32).isEqualTo(RefreshToken.hash(registered.text("/session/refresh_token")));
    }

    private long rowsOf(String account) {
        return server.database()
                .sql("SELECT count(*) FROM session s LEFT JOIN refresh_token t ON t.session_id = s.id"
                        + " WHERE account_id = :account")
                .param("account", UUID.fromString(account))
                .query(Long.class)
                .single();
    }

    private static String sessionOf(String token) {
        return AuthClient.claims(token).at("/sid").asString();
    }
}
