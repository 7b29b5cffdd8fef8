package dev.gaia.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.testing.data.TestPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthServiceAwayTests {

    @Test
    void tokenIsNeitherGoodNorBadWhileNoKeysHaveEverBeenRead() {
        try (ChatServer server = new ChatServer(
                TestPostgres.newDatabaseUrl(), Map.of("GAIA_AUTH_URL", "http://127.0.0.1:1", "server.port", "0"))) {
            Answer answer = server.newCaller().get("/api/v0.3/conversations");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            assertThat(server.client("not-a-token")
                            .get("/api/v0.3/conversations")
                            .status())
                    .isEqualTo(401);
        }
    }
}
