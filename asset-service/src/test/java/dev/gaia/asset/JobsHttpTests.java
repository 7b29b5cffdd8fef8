package dev.gaia.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The native surface, on a server whose one worker is busy until a test lets it go on. */
class JobsHttpTests {

    private static final ScriptedEngine ENGINE = new ScriptedEngine();

    private static AssetServer server;

    private final CountDownLatch gate = new CountDownLatch(1);
    private AssetClient client;

    @BeforeAll
    static void start() {
        server = AssetServer.start(Stores.fresh(), ENGINE, "--asset.jobs.workers=1", "--asset.jobs.lease=600ms");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void closeTheGate() {
        client = server.client();
        ENGINE.meanwhile(cancelled -> {
            try {
                while (!cancelled.getAsBoolean() && !gate.await(10, TimeUnit.MILLISECONDS)) {
                    // looks again
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void nothingIsLeftForTheNextTest() {
        gate.countDown();
        await().until(() -> server.database()
                .sql("SELECT NOT EXISTS (SELECT FROM job WHERE state IN ('queued', 'running'))")
                .query(Boolean.class)
                .single());
    }

    @Test
    void noMoreJobsThanThePlanAllowsHoweverManyComeAtOnce() throws Exception {
        List<Integer> statuses;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            statuses =
                    clients
                            .invokeAll(Collections.<Callable<Integer>>nCopies(
                                    12, () -> client.submit("scripted", 3).status()))
                            .stream()
                            .map(Future::resultNow)
                            .toList();
        }

        assertThat(statuses).filteredOn(status -> status == 202).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(9);
        Answer refused = client.submit("scripted", 3);
        assertThat(refused.text("/type")).isEqualTo("/problems/too-many-jobs");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(server.client().submit("scripted", 3).status())
                .as("somebody else's")
                .isEqualTo(202);

        gate.countDown();
        await().until(() -> client.submit("scripted", 3).status() == 202);
    }

    @Test
    void aJobIsTakenInDoneAndHasItsAsset() {
        Answer submitted = client.post(
                "/api/v2/jobs", Map.of("category", "scripted", "description", "something", "seed", 7, "size", 64));

        assertThat(submitted.status()).isEqualTo(202);
        assertThat(submitted.json().propertyNames())
                .containsExactlyInAnyOrder("id", "state", "category", "description", "seed", "created_at");
        assertThat(submitted.json().get("seed").intValue()).isEqualTo(7);
        String path = submitted.header("Location");
        await().until(() -> client.stateOf(path).equals("running"));
        gate.countDown();

        await().until(() -> client.stateOf(path).equals("succeeded"));
        Answer done = client.get(path);
        assertThat(client.get("/api/v1/assets/" + done.text("/asset/asset_id")).status())
                .isEqualTo(200);
        assertThat(AssetClient.download(done.text("/asset/asset_data/download_url"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aQueuedJobIsCancelledAndNeverDone() {
        String busy = client.submit("scripted", "busy");
        await().until(() -> client.stateOf(busy).equals("running"));
        String waiting = client.submit("scripted", "waiting");

        Answer cancelled = client.delete(waiting);

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("/state")).isEqualTo("cancelled");
        gate.countDown();
        await().until(() -> client.stateOf(busy).equals("succeeded"));
        assertThat(client.stateOf(waiting)).isEqualTo("cancelled");
    }

    @Test
    void aRunningJobIsCancelledAndItsWorkerFreedSoon() {
        String running = client.submit("scripted", "running");
        await().until(() -> client.stateOf(running).equals("running"));

        assertThat(client.delete(running).text("/state")).isEqualTo("cancelled");

        String next = client.submit("texture", "bricks");
        await().until(() -> client.stateOf(next).equals("succeeded"));
        assertThat(client.stateOf(running)).isEqualTo("cancelled");
        assertThat(client.get("/api/v1/assets").json().get("assets").size()).isEqualTo(1);
    }

    @Test
    void cancellingWhatHasEndedChangesNothing() {
        gate.countDown();
        String path = client.submit("texture", "bricks");
        await().until(() -> client.stateOf(path).equals("succeeded"));

        assertThat(client.delete(path).text("/state")).isEqualTo("succeeded");
    }

    @Test
    void whoeverWaitsForACancelledJobIsToldAtOnce() throws Exception {
        Thread canceller = Thread.startVirtualThread(() -> await().until(() -> {
            Answer jobs = client.get("/api/v2/jobs");
            return jobs.json().get("jobs").size() == 1
                    && client.delete("/api/v2/jobs/" + jobs.text("/jobs/0/id")).status() == 200;
        }));

        Answer answer = client.post(
                "/api/v1/assets/generate",
                Map.of("category", "scripted", "description", "x", "preferences", Map.of("max_wait_time_ms", 40_000)));

        canceller.join();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.text("/state")).isEqualTo("cancelled");
    }

    @Test
    void theListIsPagedAndTheCallersOnly() {
        List<String> submitted = List.of(
                client.submit("texture", "one"), client.submit("texture", "two"), client.submit("texture", "three"));

        await().until(() -> client.stateOf(submitted.getLast()).equals("succeeded"));
        Answer page = client.get("/api/v2/jobs?limit=2&offset=1");

        assertThat(page.json()
                        .get("jobs")
                        .valueStream()
                        .map(job -> "/api/v2/jobs/" + job.get("id").asString()))
                .containsExactly(submitted.get(1), submitted.get(0));
        assertThat(page.text("/jobs/0/asset/metadata/description")).isEqualTo("two");
        assertThat(page.json().get("limit").intValue()).isEqualTo(2);
        assertThat(client.get("/api/v2/jobs?limit=0").status()).isEqualTo(400);
        assertThat(client.get("/api/v2/jobs?limit=201").status()).isEqualTo(400);
        assertThat(client.get("/api/v2/jobs?offset=-1").status()).isEqualTo(400);
        assertThat(client.somebodyElse().get("/api/v2/jobs").json().get("jobs").size())
                .isZero();
    }

    @Test
    void anothersJobDoesNotExist() {
        String path = client.submit("scripted", "mine");
        AssetClient stranger = client.somebodyElse();

        for (Answer answer :
                List.of(stranger.get(path), stranger.delete(path), client.get("/api/v2/jobs/" + UUID.randomUUID()))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.text("/type")).isEqualTo("/problems/job-not-found");
        }
        assertThat(client.stateOf(path)).isIn("queued", "running");
    }

    @Test
    void whatIsNotValidIsAProblem() {
        for (Map<String, Object> request : List.<Map<String, Object>>of(
                Map.of("category", "texture"),
                Map.of("description", "bricks"),
                Map.of("category", "texture", "description", "bricks", "size", 63),
                Map.of("category", "texture", "description", "bricks", "size", 2049),
                Map.of("category", "texture", "description", "bricks", "size", "big"),
                Map.of("category", "texture", "description", "bricks", "seed", "none"),
                Map.of("category", "texture", "description", "b".repeat(2_001)),
                Map.of("category", "t".repeat(65), "description", "bricks"))) {
            Answer answer = client.post("/api/v2/jobs", request);
            assertThat(answer.status()).as(request.toString()).isEqualTo(400);
            assertThat(answer.text("/type")).startsWith("/problems/");
        }
        assertThat(client.post("/api/v2/jobs", Map.of("category", "audio", "description", "rain"))
                        .text("/type"))
                .isEqualTo("/problems/category-not-supported");
    }
}
