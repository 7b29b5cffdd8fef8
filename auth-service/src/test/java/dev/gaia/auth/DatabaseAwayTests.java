package dev.gaia.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.gaia.testing.data.TestPostgres;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseAwayTests {

    @Test
    void clientsAreToldToComeBackAndKeysStayPublished() {
        try (AuthServer server =
                new AuthServer(TestPostgres.newDatabaseUrl(), TestRedis.shared().url())) {
            AuthClient client = server.client();
            String email = AuthClient.newEmail();
            String token = client.register(email).text("/session/access_token");

            server.bean(HikariDataSource.class).close();

            assertSaysUnavailable(client.login(email, AuthClient.PASSWORD));
            assertSaysUnavailable(client.refresh("some refresh token"));
            assertSaysUnavailable(client.get("/api/v1/auth/api-keys", token)); // fails in Spring Security's filter
            assertSaysUnavailable(client.post("/api/v1/auth/validate", Map.of("token", token)));
            server.clock().advance(Duration.ofMinutes(2)); // so that the keys would be read again
            assertThat(client.get("/.well-known/jwks.json").status()).isEqualTo(200);
            assertThat(client.get("/actuator/health/readiness").status()).isEqualTo(503);
            assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
        }
    }

    private static void assertSaysUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().propertyNames()).containsExactly("detail");
        assertThat(answer.response().body()).doesNotContain("Hikari", "SQL", "jdbc");
    }
}
