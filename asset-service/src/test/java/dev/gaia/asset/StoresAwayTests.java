package dev.gaia.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see while a store is away or frozen, and that everything goes on by itself when it is back. */
class StoresAwayTests {

    private static final Duration BACK = Duration.ofSeconds(30);

    private static Wire database;
    private static Wire s3;
    private static AssetServer server;

    private AssetClient client;

    @BeforeAll
    static void start() {
        Stores stores = Stores.fresh();
        database = new Wire(stores.databaseAddress());
        s3 = new Wire(stores.s3Address());
        server = AssetServer.start(
                stores.behind(database, s3),
                "--asset.storage.timeout=2s",
                "--asset.jobs.retry-after=200ms",
                "--asset.jobs.lease=1s",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.hikari.data-source-properties.socketTimeout=2");
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
        s3.close();
    }

    @BeforeEach
    void newClient() {
        client = server.client();
        assertThat(client.generate("bricks", 64, 30_000).status()).isEqualTo(200);
    }

    @AfterEach
    void everythingIsBack() {
        database.thaw();
        s3.thaw();
    }

    @Test
    void whileS3IsAwayJobsWaitAndThenGoOn() {
        s3.cut();

        List<String> jobs = askWithoutS3();

        s3.mend();
        assertAllDone(jobs);
    }

    @Test
    void whileS3IsFrozenJobsWaitAndThenGoOn() {
        s3.freeze();

        List<String> jobs = askWithoutS3();

        s3.thaw();
        assertAllDone(jobs);
    }

    @Test
    void workersOutliveADatabaseThatIsAway() {
        List<String> jobs = submitSome();
        database.cut();
        await().atMost(BACK).until(() -> readiness() == 503);
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);

        database.mend();

        assertAllDone(jobs);
        assertAllDone(submitSome());
    }

    @Test
    void workersOutliveADatabaseThatIsFrozen() {
        List<String> jobs = submitSome();
        database.freeze();
        await().atMost(BACK).until(() -> readiness() == 503);
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);

        database.thaw();

        assertAllDone(jobs);
        assertAllDone(submitSome());
    }

    /** Three requests, each answered within its time with a job that is kept. */
    private List<String> askWithoutS3() {
        Instant start = Instant.now();
        List<String> jobs = IntStream.range(0, 3)
                .mapToObj(i -> {
                    Answer answer = client.generate("marble " + client.account() + i, 64, 300);
                    assertThat(answer.status()).isEqualTo(202);
                    return answer.header("Location");
                })
                .toList();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(readiness()).isEqualTo(200);
        assertThat(client.get("/actuator/health/liveness").status()).isEqualTo(200);
        double before = postponed();
        await().atMost(BACK).until(() -> postponed() > before);
        return jobs;
    }

    private List<String> submitSome() {
        return IntStream.range(0, 5)
                .mapToObj(i -> client.submit("texture", "stone " + i))
                .toList();
    }

    private void assertAllDone(List<String> jobs) {
        for (String job : jobs) {
            await().atMost(BACK)
                    .ignoreExceptions()
                    .until(() -> client.stateOf(job).equals("succeeded"));
            String address = client.get(job).text("/asset/asset_data/download_url");
            assertThat(AssetClient.download(address).statusCode()).isEqualTo(200);
        }
        assertThat(server.database()
                        .sql("SELECT count(*) FROM asset GROUP BY job_id HAVING count(*) > 1")
                        .query()
                        .listOfRows())
                .isEmpty();
    }

    private double postponed() {
        return server.bean(MeterRegistry.class)
                .get("asset.jobs.ended")
                .tag("outcome", "postponed")
                .counter()
                .count();
    }

    private int readiness() {
        return client.get("/actuator/health/readiness").status();
    }
}
