package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.asset.Answer;
import dev.gaia.asset.AssetServer;
import dev.gaia.asset.Stores;
import dev.gaia.asset.Wire;
import dev.gaia.testing.data.TestRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.StringRedisTemplate;

/** One instance takes requests, another works. */
class JobEventsTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void withoutRedisOtherInstancesFindOutByLooking() throws Exception {
        TestRedis redis = new TestRedis();
        redis.close();
        Stores stores = Stores.fresh().withRedis(redis.url());
        String often = "--asset.jobs.poll=200ms";
        try (AssetServer asked = AssetServer.start(stores, often);
                AssetServer _ = AssetServer.start(stores, often)) {
            asked.bean(JobWorkers.class).stop();
            Instant start = Instant.now();

            Answer answer = asked.client().generate("bricks", 64, 30_000);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
            assertThat(asked.client().get("/actuator/health/readiness").status())
                    .isEqualTo(200);
            assertThat(asked.client().get("/actuator/health").text("/components/redis/status"))
                    .isEqualTo("DOWN");
        }
    }

    @Test
    void arrivalsAndEndsReachOtherInstancesAtOnceHoweverOftenRedisWasAway() throws Exception {
        try (TestRedis redis = new TestRedis();
                Wire wire = new Wire(redis.url().replace("redis://", ""))) {
            wire.cut();
            Stores stores = Stores.fresh().withRedis("redis://" + wire.address());
            String never = "--asset.jobs.poll=10m";
            try (AssetServer asked = AssetServer.start(stores, never);
                    AssetServer _ = AssetServer.start(stores, never)) {
                asked.bean(JobWorkers.class).stop();
                for (int i = 0; i < 2; i++) {
                    wire.mend();
                    awaitSubscriptions(asked, 2);

                    Answer answer = asked.client().generate("bricks", 64, 30_000);

                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.json().at("/response_time_ms").asLong()).isLessThan(SOON.toMillis());
                    wire.cut();
                }
            }
        }
    }

    private static void awaitSubscriptions(AssetServer server, int count) {
        StringRedisTemplate redis = server.bean(StringRedisTemplate.class);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            Long heard = redis.convertAndSend("asset:job:ended", "00000000-0000-0000-0000-000000000000");
            return heard != null && heard >= count;
        });
    }
}
