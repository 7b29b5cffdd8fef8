package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.testing.identity.TestTokens;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenAttackTests {

    private static final TestTokens tokens = new TestTokens();
    private static final StubService chat = new StubService("chat");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway(tokens.authUrl(), chat.url(), chat.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        tokens.close();
        chat.close();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefusedAndNothingIsPassedOn(String token) {
        chat.received().clear();

        // Twice: what was refused is not remembered as good.
        assertThat(gateway.send(request(token)).statusCode()).isEqualTo(401);
        assertThat(gateway.send(request(token)).statusCode()).isEqualTo(401);
        assertThat(chat.received()).isEmpty();
    }

    static Stream<Named<String>> attacks() {
        return tokens.attacks(UUID.randomUUID(), "chat").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(attack -> Named.of(attack.getKey(), attack.getValue()));
    }

    @Test
    void aTokenThatIsRememberedIsRefusedAfterLogoutAndAfterItsEnd() {
        String token = tokens.token(UUID.randomUUID(), "chat");
        String other = tokens.token(UUID.randomUUID(), "chat");
        String brief = tokens.token(UUID.randomUUID(), "chat", Duration.ofSeconds(1));
        for (String one : new String[] {token, token, other, brief}) {
            assertThat(gateway.send(request(one)).statusCode()).isEqualTo(200);
        }

        tokens.endSessionOf(token);

        await().atMost(Duration.ofSeconds(1))
                .until(() -> gateway.send(request(token)).statusCode() == 401);
        assertThat(gateway.send(request(other)).statusCode()).isEqualTo(200);
        // The clocks of two machines may be 5 s apart.
        await().atMost(Duration.ofSeconds(8))
                .until(() -> gateway.send(request(brief)).statusCode() == 401);
        String metrics = gateway.send(gateway.get("/actuator/prometheus")).body();
        assertThat(metrics)
                .containsPattern(
                        "gateway_tokens_checks_total\\{application=\"gateway-service\",how=\"remembered\"} [1-9]");
    }

    private static HttpRequest.Builder request(String token) {
        return gateway.get("/v1/models").header("Authorization", "Bearer " + token);
    }
}
