package dev.gaia.asset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTests {

    private final AssetClient client = AssetServer.shared().client();

    @ParameterizedTest
    @ValueSource(strings = {"", "/liveness", "/readiness"})
    void healthTellsStatesAndNoDetails(String group) {
        Answer health = client.send("GET", "/actuator/health" + group, "", null);

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text("/status")).isEqualTo("UP");
        assertThat(health.body()).doesNotContain("details", "PostgreSQL", "version");
    }

    @Test
    void prometheusFindsTheMetersWithTheServicesName() {
        client.generate("bricks", 64, 30_000);

        assertThat(client.send("GET", "/actuator/prometheus", "", null).body())
                .contains("asset_jobs_count{application=\"asset-service\",state=\"queued\"}")
                .contains("asset_jobs_count{application=\"asset-service\",state=\"running\"}")
                .contains("asset_jobs_oldest_wait_seconds{application=\"asset-service\"}")
                .containsPattern("asset_jobs_ended_total\\{application=\"asset-service\",outcome=\"succeeded\"} [1-9]")
                .contains("asset_jobs_ended_total{application=\"asset-service\",outcome=\"failed\"}")
                .containsPattern("asset_generation_seconds_count\\{application=\"asset-service\"} [1-9]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator", "/actuator/env", "/actuator/beans", "/actuator/heapdump"})
    void nothingElseOfActuatorIsExposed(String path) {
        assertThat(client.get(path).status()).isIn(403, 404);
        assertThat(client.send("GET", path, "", null).status()).isIn(401, 404);
    }
}
