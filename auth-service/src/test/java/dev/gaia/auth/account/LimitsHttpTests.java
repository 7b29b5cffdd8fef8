package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LimitsHttpTests {

    private static final int GUESSES = 3;
    private static final int STRANGERS = 5;
    private static final int NETWORK = 8;
    private static final String[] SETTINGS = {
        "auth.limits.guesses-burst=" + GUESSES,
        "auth.limits.strangers-burst=" + STRANGERS,
        "auth.limits.network-burst=" + NETWORK,
        "auth.limits.registrations-burst=50",
        "auth.limits.letters-burst=4",
    };
    private static final String DATABASE = TestPostgres.newDatabaseUrl();
    private static final AuthServer SERVER =
            new AuthServer(DATABASE, TestRedis.shared().url(), SETTINGS);

    private static int networks;

    private final AuthClient home = SERVER.client().from(newNetwork());
    private final String email = AuthClient.newEmail();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void afterSomeWrongPasswordsFromOneNetworkNotEvenTheRightOneIsLookedAt() {
        home.register(email);
        guess(home, GUESSES);

        Answer refused = home.login(email, AuthClient.PASSWORD);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isEqualTo(30);
        assertThat(refused.text("/detail")).contains("30 s");
        SERVER.clock().advance(Duration.ofSeconds(30));
        assertThat(home.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void rightPasswordsAreNotCounted() {
        home.register(email);

        for (int i = 0; i < GUESSES + 2; i++) {
            assertThat(home.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
        }
    }

    @Test
    void strangersFromManyNetworksAreSlowedButTheOwnerIsNotLockedOut() {
        home.register(email);
        home.login(email, AuthClient.PASSWORD);
        for (int i = 0; i < STRANGERS; i++) {
            guess(home.from(newNetwork()), 1);
        }

        assertThat(home.from(newNetwork()).login(email, "another guess").status())
                .isEqualTo(429);
        assertThat(home.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void anOwnerOnAStrangeNetworkGetsInByMailWhileStrangersGuess() {
        home.register(email);
        for (int i = 0; i < STRANGERS; i++) {
            guess(home.from(newNetwork()), 1);
        }
        AuthClient hotel = home.from(newNetwork());
        assertThat(hotel.login(email, AuthClient.PASSWORD).status()).isEqualTo(429);

        hotel.post("/api/v2/account/password-reset", Map.of("email", email));
        String token = SERVER.mailbox().awaitToken(email, "Reset your password");
        hotel.post(
                "/api/v2/account/password-reset/confirm",
                Map.of("token", token, "new_password", "a wholly different password"));

        assertThat(hotel.login(email, "a wholly different password").status()).isEqualTo(200);
    }

    @Test
    void oneNetworkCannotTryOnePasswordOnEverybody() {
        for (int i = 0; i < NETWORK; i++) {
            assertThat(home.login(AuthClient.newEmail(), "guess").status()).isEqualTo(401);
        }

        assertThat(home.login(AuthClient.newEmail(), "guess").status()).isEqualTo(429);
        assertThat(home.from(newNetwork()).login(AuthClient.newEmail(), "guess").status())
                .isEqualTo(401);
    }

    @Test
    void anAddressWithoutAnAccountIsLimitedAlike() {
        home.register(email);
        AuthClient stranger = home.from(newNetwork());

        List<String> known = answers(stranger, email);
        List<String> unknown = answers(home.from(newNetwork()), AuthClient.newEmail());

        assertThat(unknown).isEqualTo(known).anyMatch(answer -> answer.startsWith("429"));
    }

    @Test
    void thePasswordIsNotGuessedWithAStolenTokenEither() {
        String token = home.register(email).text("/session/access_token");
        Map<String, String> guess = Map.of("current_password", "guess", "new_password", "whatever it may be");
        for (int i = 0; i < GUESSES; i++) {
            assertThat(home.post("/api/v2/account/password", guess, token).status())
                    .isEqualTo(403);
        }

        Answer refused = home.post("/api/v2/account/password", guess, token);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/type")).isEqualTo("/problems/too-many-attempts");
    }

    @Test
    void oneNetworkCannotHaveLettersSentWithoutEnd() {
        for (int i = 0; i < 4; i++) {
            assertThat(home.post("/api/v2/account/password-reset", Map.of("email", AuthClient.newEmail()))
                            .status())
                    .isEqualTo(202);
        }

        assertThat(home.post("/api/v2/account/password-reset", Map.of("email", AuthClient.newEmail()))
                        .status())
                .isEqualTo(429);
    }

    @Test
    void oneNetworkCannotMakeAccountsWithoutEnd() {
        try (AuthServer server = new AuthServer(
                TestPostgres.newDatabaseUrl(), TestRedis.shared().url(), "auth.limits.registrations-burst=2")) {
            AuthClient there = server.client().from(newNetwork());
            there.register();
            there.register();

            assertThat(there.register().status()).isEqualTo(429);
            server.clock().advance(Duration.ofSeconds(4));
            assertThat(there.register().status()).isEqualTo(201);
        }
    }

    @Test
    void allInstancesCountTogether() {
        home.register(email);
        guess(home, GUESSES);
        try (AuthServer other = new AuthServer(DATABASE, TestRedis.shared().url(), SETTINGS)) {
            assertThat(other.client()
                            .from(home.network())
                            .login(email, AuthClient.PASSWORD)
                            .status())
                    .isEqualTo(429);
        }
    }

    @Test
    void withoutRedisEachInstanceCountsForItself() throws Exception {
        TestRedis redis = new TestRedis();
        redis.close();
        try (AuthServer server = new AuthServer(TestPostgres.newDatabaseUrl(), redis.url(), SETTINGS)) {
            AuthClient there = server.client().from(newNetwork());
            there.register(email);
            guess(there, GUESSES);

            assertThat(there.login(email, AuthClient.PASSWORD).status()).isEqualTo(429);
            server.clock().advance(Duration.ofSeconds(30));
            assertThat(there.login(email, AuthClient.PASSWORD).status()).isEqualTo(200);
        }
    }

    private void guess(AuthClient from, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(from.login(email, "not the password").status()).isEqualTo(401);
        }
    }

    private static List<String> answers(AuthClient from, String address) {
        return IntStream.range(0, GUESSES + 2)
                .mapToObj(_ -> from.login(address, "not the password"))
                .map(answer -> answer.status() + answer.response().body() + answer.header("Retry-After"))
                .toList();
    }

    private static synchronized String newNetwork() {
        networks++;
        return "203.0.113." + networks;
    }
}
