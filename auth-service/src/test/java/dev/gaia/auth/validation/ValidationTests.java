package dev.gaia.auth.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.auth.Answer;
import dev.gaia.auth.AuthClient;
import dev.gaia.auth.AuthServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTests {

    private final AuthClient client = AuthServer.shared().client();

    @ParameterizedTest
    @ValueSource(strings = {"/api/v0.3/auth/validate", "/api/v1/auth/validate"})
    void saysWhoseAGoodCredentialIs(String path) {
        Answer registered = client.register();
        String token = registered.text("/session/access_token");
        String key = client.post("/api/v1/auth/api-keys", Map.of("name", "test"), token)
                .text("/api_key");

        Answer ofToken = client.post(path, Map.of("token", token));
        Answer ofKey = client.post(path, Map.of("api_key", key));

        assertThat(ofToken.json().propertyNames()).containsExactlyInAnyOrder("valid", "auth_type", "user_id", "error");
        assertThat(ofToken.json().at("/valid").asBoolean()).isTrue();
        assertThat(ofToken.text("/auth_type")).isEqualTo("jwt");
        assertThat(ofToken.text("/user_id")).isEqualTo(registered.text("/user/id"));
        assertThat(ofToken.json().at("/error").isNull()).isTrue();
        assertThat(ofKey.json().at("/valid").asBoolean()).isTrue();
        assertThat(ofKey.text("/auth_type")).isEqualTo("api_key");
        assertThat(ofKey.text("/user_id")).isEqualTo(registered.text("/user/id"));
    }

    @Test
    void saysThatABadCredentialIsBadAndThatIsNoError() {
        Answer ofToken = client.post("/api/v1/auth/validate", Map.of("token", "eyJ.nonsense"));
        Answer ofKey = client.post("/api/v1/auth/validate", Map.of("api_key", "gaia_1_2"));
        Answer ofNothing = client.post("/api/v1/auth/validate", Map.of());

        for (Answer answer : new Answer[] {ofToken, ofKey, ofNothing}) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().at("/valid").asBoolean()).isFalse();
            assertThat(answer.json().at("/user_id").isNull()).isTrue();
            assertThat(answer.text("/error")).isNotBlank();
        }
        assertThat(ofNothing.text("/auth_type")).isEqualTo("none");
    }

    @Test
    void malformedJsonIsAnError() {
        Answer answer = client.send("POST", "/api/v1/auth/validate", "{\"token\":", null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().propertyNames()).containsExactly("detail");
    }
}
