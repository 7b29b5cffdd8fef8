package dev.gaia.asset.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.asset.AssetClient;
import dev.gaia.asset.AssetServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevocationTests {

    private final AssetClient client = AssetServer.shared().client();

    @Test
    void tokensOfASessionThatHasEndedAreRefused() {
        String token = AssetClient.TOKENS.token(UUID.randomUUID(), "assets");
        assertThat(status(token)).isEqualTo(200);

        AssetClient.TOKENS.endSessionOf(token);

        await().atMost(Duration.ofSeconds(1)).until(() -> status(token) == 401);
        assertThat(client.get("/api/v2/jobs").status()).isEqualTo(200);
    }

    private int status(String token) {
        return client.send("GET", "/api/v2/jobs", "", token).status();
    }
}
