package dev.gaia.chat.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.ChatServer;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAttackTests {

    private final ChatServer server = ChatServer.shared();

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefused(String token) {
        assertThat(server.client(token).get("/api/v0.3/conversations").status()).isEqualTo(401);
    }

    static Stream<Named<String>> attacks() {
        return ChatServer.shared().tokens().attacks(UUID.randomUUID(), "chat").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(attack -> Named.of(attack.getKey(), attack.getValue()));
    }
}
