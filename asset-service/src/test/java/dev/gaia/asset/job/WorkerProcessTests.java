package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.asset.AssetClient;
import dev.gaia.asset.AssetProcess;
import dev.gaia.asset.AssetServer;
import dev.gaia.asset.ScriptedEngine;
import dev.gaia.asset.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real processes share the work: this one, and one that is frozen or killed in the middle of a job. */
class WorkerProcessTests {

    private static final String[] SETTINGS = {"--asset.jobs.lease=2s", "--asset.jobs.workers=1"};
    private static final Stores STORES = Stores.fresh();

    private static AssetServer survivor;

    private JobWorkers workersHere;
    private AssetClient client;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        survivor = AssetServer.start(STORES, new ScriptedEngine(), SETTINGS);
    }

    @AfterAll
    static void stop() {
        survivor.close();
    }

    @BeforeEach
    void letTheOtherProcessClaim() {
        workersHere = survivor.bean(JobWorkers.class);
        workersHere.stop();
        client = survivor.client();
    }

    @Test
    void theJobOfAKilledWorkerIsDoneOnceByAnother() throws Exception {
        try (AssetProcess victim = new AssetProcess(STORES, folder, SETTINGS)) {
            String job = client.submit("scripted", "killed");
            until(() -> client.stateOf(job).equals("running"));

            victim.kill();
            workersHere.start();

            until(() -> client.stateOf(job).equals("succeeded"));
        }
        assertDoneOnce("killed");
    }

    @Test
    void theResultOfAWorkerThatWasFrozenBeyondItsLeaseDoesNotCount() throws Exception {
        try (AssetProcess sleeper = new AssetProcess(STORES, folder, SETTINGS)) {
            String job = client.submit("scripted", "frozen");
            until(() -> client.stateOf(job).equals("running"));
            AssetClient sleepersClient = new AssetClient(until(sleeper::port), client.account());

            sleeper.freeze();
            workersHere.start();
            until(() -> client.stateOf(job).equals("succeeded"));
            String asset = client.get(job).text("/asset/asset_id");

            sleeper.openGate();
            sleeper.thaw();
            until(() -> sleepersClient
                    .get("/actuator/prometheus")
                    .body()
                    .contains("asset_jobs_ended_total{application=\"asset-service\",outcome=\"overtaken\"} 1.0"));
            assertThat(client.get(job).text("/asset/asset_id")).isEqualTo(asset);
        }
        assertDoneOnce("frozen");
    }

    private static void assertDoneOnce(String description) {
        assertThat(survivor.database().sql("""
                                SELECT state, attempts, (SELECT count(*) FROM asset WHERE job_id = job.id) AS assets
                                FROM job WHERE description = ?""").param(description).query().singleRow())
                .containsEntry("state", "succeeded")
                .containsEntry("attempts", 2)
                .containsEntry("assets", 1L);
    }

    private static void until(Callable<Boolean> holds) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(holds);
    }

    private static int until(PortOf process) {
        return await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(process::port, port -> port > 0);
    }

    private interface PortOf {
        int port() throws Exception;
    }
}
