package dev.gaia.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTests {

    private final AuthClient client = AuthServer.shared().client();

    @ParameterizedTest
    @ValueSource(strings = {"", "/liveness", "/readiness"})
    void healthTellsStatesAndNoDetails(String group) {
        Answer health = client.get("/actuator/health" + group);

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text("/status")).isEqualTo("UP");
        assertThat(health.response().body()).doesNotContain("details", "PostgreSQL", "version");
    }

    @Test
    void prometheusFindsTheMetersWithTheServicesName() {
        client.login(AuthClient.newEmail(), "not the password");

        String metrics = client.get("/actuator/prometheus").response().body();

        assertThat(metrics)
                .containsPattern("auth_logins_total\\{application=\"auth-service\",outcome=\"refused\"} [1-9]")
                .contains("auth_logins_total{application=\"auth-service\",outcome=\"accepted\"}")
                .contains("auth_tokens_issued_total{application=\"auth-service\",grant=\"api_key\"}")
                .contains("auth_password_queue{application=\"auth-service\"}")
                .contains("auth_password_hash_seconds_count{application=\"auth-service\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/beans", "/actuator/heapdump", "/actuator/info"})
    void nothingElseOfActuatorIsExposed(String path) {
        assertThat(client.get(path).status()).isEqualTo(404);
    }

    @Test
    void theCorrelationIdThatTheGatewayGaveIsGivenBack() {
        assertThat(client.get("/.well-known/jwks.json").header("X-Correlation-Id"))
                .isNotBlank();
    }

    @Test
    void anUnknownPathNeedsATokenBeforeItIsSaidToBeUnknown() {
        String token = client.register().text("/session/access_token");

        assertThat(client.get("/api/v1/auth/nothing").status()).isEqualTo(401);
        assertThat(client.get("/api/v1/auth/nothing", token).status()).isEqualTo(404);
    }
}
