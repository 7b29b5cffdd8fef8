package dev.gaia.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.auth.session.Sessions;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

class RevocationTests {

    private final AuthServer server = AuthServer.shared();
    private final AuthClient client = server.client();

    @Test
    void whoeverFollowsLearnsOfALogoutAtOnce() throws Exception {
        String token = client.register().text("/session/access_token");
        long known = head();
        try (ExecutorService follower = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<JsonNode> told = follower.submit(() -> page(known, 10_000));
            Instant start = Instant.now();

            client.logout(token);

            assertThat(sessions(told.get())).contains(sessionOf(token));
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(1));
            assertThat(told.get().at("/last").asLong()).isGreaterThan(known);
        }
        JsonNode entry = page(known, 0).at("/sessions/0");
        assertThat(entry.propertyNames()).containsExactlyInAnyOrder("session_id", "revoked_at", "until");
        assertThat(Instant.parse(entry.at("/until").asString()))
                .isEqualTo(Instant.parse(entry.at("/revoked_at").asString()).plus(Duration.ofMinutes(16)));
    }

    @Test
    void withoutNewsTheAnswerComesWhenTheTimeIsOver() {
        long known = head();
        Instant start = Instant.now();

        JsonNode nothing = page(known, 300);

        assertThat(sessions(nothing)).isEmpty();
        assertThat(nothing.at("/last").asLong()).isEqualTo(known);
        assertThat(nothing.at("/age_ms").asLong()).isLessThan(1_000);
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void numbersHaveNoGapAndNoneIsSeenBeforeAnEarlierOne() throws Exception {
        long known = head();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            tokens.add(client.register().text("/session/access_token"));
        }
        List<String> seen = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            tokens.forEach(token -> clients.submit(() -> client.logout(token)));
            long last = known;
            while (seen.size() < tokens.size()) {
                JsonNode page = page(last, 2_000);
                seen.addAll(sessions(page));
                last = page.at("/last").asLong();
            }
        }

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        tokens.stream().map(this::sessionOf).toList());
        List<Long> numbers = server.database()
                .sql("SELECT sequence FROM revocation WHERE sequence > :known ORDER BY sequence")
                .param("known", known)
                .query((row, _) -> row.getLong(1))
                .list();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(known + 1, known + 24).boxed().toList());
    }

    @Test
    void eachEndIsWrittenOnceWithItsReason() {
        Answer registered = client.register();
        String token = registered.text("/session/access_token");
        Answer key = client.post("/api/v1/auth/api-keys", Map.of("name", "robot"), token);
        client.send("DELETE", "/api/v1/auth/api-keys/" + key.text("/id"), "", token);
        client.logout(token);
        server.bean(Sessions.class).end(UUID.fromString(sessionOf(token)), Reason.ENDED_BY_OWNER);

        assertThat(reasons(key.text("/id"))).containsExactly("key_revoked");
        assertThat(reasons(sessionOf(token))).containsExactly("logout");
    }

    @Test
    void allSessionsOfAnAccountEndTogetherAndThoseOfOthersGoOn() {
        String email = AuthClient.newEmail();
        Answer first = client.register(email);
        Answer second = client.login(email, AuthClient.PASSWORD);
        String other = client.register().text("/session/access_token");
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "robot"), first.text("/session/access_token"))
                .text("/api_key");
        UUID account = UUID.fromString(first.text("/user/id"));
        UUID kept = UUID.fromString(sessionOf(second.text("/session/access_token")));

        server.bean(Sessions.class).endSignIns(account, kept, Reason.PASSWORD_CHANGED);

        assertThat(client.isValid(first.text("/session/access_token"))).isFalse();
        assertThat(client.isValid(second.text("/session/access_token"))).isTrue();
        assertThat(exchange(key)).isEqualTo(200);

        server.bean(Sessions.class).endAll(account, Reason.ACCOUNT_SUSPENDED);

        assertThat(client.isValid(second.text("/session/access_token"))).isFalse();
        assertThat(exchange(key)).isEqualTo(401);
        assertThat(client.isValid(other)).isTrue();
        assertThat(reasons(kept.toString())).containsExactly("account_suspended");
    }

    @Test
    void whatHasNoEffectAnyMoreIsForgotten() {
        String token = client.register().text("/session/access_token");
        long known = head();
        client.logout(token);
        assertThat(sessions(page(known, 2_000))).containsExactly(sessionOf(token));

        server.clock().advance(Duration.ofMinutes(17));
        server.bean(RevocationFeed.class).forget();
        server.bean(RevocationLog.class).forget();

        assertThat(sessions(page(0, 0))).doesNotContain(sessionOf(token));
        assertThat(reasons(sessionOf(token))).isEmpty();
    }

    @Test
    void nothingIsAppendedOutsideOfTheTransactionThatEndsTheSession() {
        RevocationLog log = server.bean(RevocationLog.class);
        long known = head();

        assertThatIllegalStateException().isThrownBy(() -> log.append(List.of(UUID.randomUUID()), Reason.LOGOUT));
        server.bean(TransactionOperations.class).executeWithoutResult(transaction -> {
            log.append(List.of(UUID.randomUUID()), Reason.LOGOUT);
            transaction.setRollbackOnly();
        });

        assertThat(sessions(page(known, 400))).isEmpty();
    }

    @Test
    void whoeverFollowedAnotherDatabaseGetsAll() {
        String token = client.register().text("/session/access_token");
        client.logout(token);

        JsonNode all = page(1_000_000_000, 400);

        assertThat(sessions(all)).contains(sessionOf(token));
        assertThat(all.at("/last").asLong()).isLessThan(1_000_000_000);
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(client.get("/internal/revocations?after=-1").status()).isEqualTo(400);
        assertThat(client.get("/internal/revocations?after=x").status()).isEqualTo(400);
        assertThat(client.get("/internal/revocations?wait_ms=30001").status()).isEqualTo(400);
    }

    @Test
    void anotherInstanceTellsItToo() {
        String database = TestPostgres.newDatabaseUrl();
        String redis = TestRedis.shared().url();
        try (AuthServer one = new AuthServer(database, redis);
                AuthServer other = new AuthServer(database, redis)) {
            String token = one.client().register().text("/session/access_token");
            one.client().logout(token);

            JsonNode told = other.client()
                    .get("/internal/revocations?after=0&wait_ms=900")
                    .json();

            assertThat(sessions(told)).containsExactly(sessionOf(token));
        }
    }

    @Test
    void aMessageThatRedisLosesIsMadeUpForByLooking() throws Exception {
        String database = TestPostgres.newDatabaseUrl();
        TestRedis redis = new TestRedis();
        try (AuthServer one = new AuthServer(database, redis.url());
                AuthServer other = new AuthServer(database, TestRedis.shared().url())) {
            // The two do not hear each other at all; then one loses its Redis as well.
            for (boolean closed : new boolean[] {false, true}) {
                if (closed) {
                    redis.close();
                }
                String token = one.client().register().text("/session/access_token");
                long known = other.client()
                        .get("/internal/revocations")
                        .json()
                        .at("/last")
                        .asLong();
                one.client().logout(token);

                JsonNode told = other.client()
                        .get("/internal/revocations?wait_ms=900&after=" + known)
                        .json();

                assertThat(sessions(told)).containsExactly(sessionOf(token));
            }
        }
    }

    @Test
    void instancesAreToldThroughRedis() {
        StringRedisTemplate redis = server.bean(StringRedisTemplate.class);

        Long listeners = redis.convertAndSend("auth:revocations", "");

        assertThat(listeners).isPositive();
    }

    private int exchange(String key) {
        return client.post("/internal/api-keys/exchange", Map.of("api_key", key))
                .status();
    }

    private List<String> reasons(String session) {
        return server.database()
                .sql("SELECT reason FROM revocation WHERE session_id = :session ORDER BY sequence")
                .param("session", UUID.fromString(session))
                .query((row, _) -> row.getString(1))
                .list();
    }

    private long head() {
        return server.database()
                .sql("SELECT sequence FROM revocation_head")
                .query(Long.class)
                .single();
    }

    private JsonNode page(long after, long wait) {
        return client.get("/internal/revocations?after=" + after + "&wait_ms=" + wait)
                .json();
    }

    private static List<String> sessions(JsonNode page) {
        return page.at("/sessions")
                .valueStream()
                .map(session -> session.at("/session_id").asString())
                .toList();
    }

    private String sessionOf(String token) {
        return AuthClient.claims(token).at("/sid").asString();
    }
}
