package dev.gaia.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whether an address has an account is told neither by an answer nor by the work that it takes. */
class EnumerationTests {

    private static final int ROUNDS = 9;
    private static final AuthServer SERVER = new AuthServer(
            TestPostgres.newDatabaseUrl(),
            TestRedis.shared().url(),
            "GAIA_LOGIN_NEEDS_CONFIRMED_EMAIL=true",
            "auth.limits.guesses-burst=1000");

    private final AuthClient client = SERVER.client();
    private final String known = AuthClient.newEmail();

    EnumerationTests() {
        client.register(known);
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void signingInHashesOncePerAttempt() {
        assertThat(hashesOf(() -> client.login(known, "guess"))).isEqualTo(1);
        assertThat(hashesOf(() -> client.login(AuthClient.newEmail(), "guess"))).isEqualTo(1);
        assertThat(hashesOf(() -> client.login("no address at all", "guess"))).isEqualTo(1);
    }

    @Test
    void registeringHashesOnceWhereItTellsNothing() {
        assertThat(hashesOf(() -> client.register(known))).isEqualTo(1);
        assertThat(hashesOf(() -> client.register(AuthClient.newEmail()))).isEqualTo(1);
    }

    @Test
    void askingForLettersHashesNothingAndWritesThemLater() {
        for (String path : List.of("/api/v2/account/password-reset", "/api/v1/auth/resend-verification")) {
            assertThat(hashesOf(() -> client.post(path, Map.of("email", known))))
                    .isZero();
            assertThat(hashesOf(() -> client.post(path, Map.of("email", AuthClient.newEmail()))))
                    .isZero();
        }
    }

    /** A coarse look at the clock: without the work for nobody, signing in would be ten times as fast. */
    @Test
    void signingInTakesAsLongForNobody() {
        List<Duration> forSomebody = new ArrayList<>();
        List<Duration> forNobody = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            forSomebody.add(timeOf(() -> client.login(known, "guess")));
            forNobody.add(timeOf(() -> client.login(AuthClient.newEmail(), "guess")));
        }

        assertThat(median(forNobody))
                .isBetween(median(forSomebody).dividedBy(2), median(forSomebody).multipliedBy(2));
    }

    private static double hashesOf(Supplier<Answer> request) {
        double before = hashes();
        var _ = request.get();
        return hashes() - before;
    }

    private static double hashes() {
        return SERVER.bean(MeterRegistry.class)
                .get("auth.password.hash")
                .timer()
                .count();
    }

    private static Duration timeOf(Supplier<Answer> request) {
        long start = System.nanoTime();
        var _ = request.get();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(ROUNDS / 2);
    }
}
