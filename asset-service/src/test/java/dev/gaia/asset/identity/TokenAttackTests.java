package dev.gaia.asset.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.asset.AssetClient;
import dev.gaia.asset.AssetServer;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAttackTests {

    private final AssetClient client = AssetServer.shared().client();

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefused(String token) {
        assertThat(client.send("GET", "/api/v2/jobs", "", token).status()).isEqualTo(401);
    }

    static Stream<Named<String>> attacks() {
        return AssetClient.TOKENS.attacks(UUID.randomUUID(), "assets").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(attack -> Named.of(attack.getKey(), attack.getValue()));
    }
}
