package dev.gaia.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RedisAwayTests {

    @Test
    void everythingGoesOnFromTheDatabase() throws Exception {
        TestRedis redis = new TestRedis();
        try (AuthServer server = new AuthServer(TestPostgres.newDatabaseUrl(), redis.url())) {
            AuthClient client = server.client();
            String email = AuthClient.newEmail();
            String before = client.register(email).text("/session/access_token");
            client.logout(before);

            redis.close();
            Instant start = Instant.now();

            Answer signedIn = client.login(email, AuthClient.PASSWORD);
            assertThat(signedIn.status()).isEqualTo(200);
            assertThat(client.isValid(before)).isFalse();
            assertThat(client.isValid(signedIn.text("/session/access_token"))).isTrue();
            Answer refreshed = client.refresh(signedIn.text("/session/refresh_token"));
            assertThat(refreshed.status()).isEqualTo(200);
            String token = refreshed.text("/session/access_token");
            server.clock().advance(Duration.ofSeconds(3)); // so that Redis is asked again, and fails again
            assertThat(client.logout(token).status()).isEqualTo(204);
            assertThat(client.isValid(token)).isFalse();

            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThat(client.get("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(client.get("/actuator/health").text("/components/redis/status"))
                    .isEqualTo("DOWN");
            assertThat(client.get("/actuator/prometheus").response().body())
                    .containsPattern("auth_redis_failures_total\\{[^}]*} [1-9]");
        }
    }

    @Test
    void theServiceStartsWithoutRedis() throws Exception {
        TestRedis redis = new TestRedis();
        redis.close();
        try (AuthServer server = new AuthServer(TestPostgres.newDatabaseUrl(), redis.url())) {
            String token = server.client().register().text("/session/access_token");

            assertThat(server.client().isValid(token)).isTrue();
        }
    }
}
