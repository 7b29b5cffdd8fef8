package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gaia.testing.data.TestRedis;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gateway's Redis, a process, is frozen, killed and not there from the start: a share of the limits holds, and nobody waits. */
@Timeout(60)
class RedisAwayTests {

    private final StubAuth auth = new StubAuth();
    private final StubService services = new StubService("any");

    @AfterEach
    void stop() {
        auth.close();
        services.close();
    }

    @Test
    void frozenRedisMakesNobodyWaitAndCountsOnWhenItIsBack() throws Exception {
        try (TestRedis redis = new TestRedis();
                RunningGateway gateway = gateway(redis.url())) {
            await().until(() -> degraded(gateway) == 0);
            String busy = auth.token();
            assertThat(admitted(gateway, busy, 20)).isEqualTo(20);

            redis.freeze();
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long start = System.nanoTime();
                gateway.send(as(gateway, auth.token()));
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
            times.sort(Comparator.naturalOrder());
            assertThat(degraded(gateway)).isEqualTo(1);
            assertThat(times.get(30)).as("median").isLessThan(Duration.ofMillis(20));
            assertThat(times.stream().filter(time -> time.toMillis() >= 40).count())
                    .as("requests that waited for Redis before it was given up")
                    .isLessThanOrEqualTo(15);
            assertThat(admitted(gateway, auth.token(), 100)).as("half of 60").isBetween(30, 33);
            assertThat(admitted(gateway, busy, 100)).as("half of what was left").isBetween(15, 25);

            redis.thaw();
            await().atMost(Duration.ofSeconds(10)).until(() -> degraded(gateway) == 0);
            assertThat(admitted(gateway, auth.token(), 100)).isBetween(60, 63);
            assertThat(admitted(gateway, busy, 100))
                    .as("what was used meanwhile counts")
                    .isLessThan(40);
        }
    }

    @Test
    void killedRedisLeavesAShareOfTheLimits() throws Exception {
        try (TestRedis redis = new TestRedis();
                RunningGateway gateway = gateway(redis.url())) {
            await().until(() -> admitted(gateway, auth.token(), 100) >= 60);

            redis.close();

            await().atMost(Duration.ofSeconds(10)).until(() -> {
                admitted(gateway, auth.token(), 1);
                return degraded(gateway) == 1;
            });
            assertThat(admitted(gateway, auth.token(), 100)).isBetween(30, 33);
        }
    }

    @Test
    void gatewayStartsWithoutRedis() {
        try (RunningGateway gateway = gateway(BareServer.refusing().replace("http:", "redis:"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                admitted(gateway, auth.token(), 1);
                return degraded(gateway) == 1;
            });
            assertThat(admitted(gateway, auth.token(), 100)).isBetween(30, 33);
        }
    }

    private RunningGateway gateway(String redis) {
        return new RunningGateway(
                auth.url(),
                services.url(),
                services.url(),
                "gateway.rate-limits.redis=" + redis,
                "gateway.rate-limits.plans.free.requests-per-minute=60");
    }

    private static int admitted(RunningGateway gateway, String token, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += gateway.send(as(gateway, token)).statusCode() == 200 ? 1 : 0;
        }
        return admitted;
    }

    private static HttpRequest.Builder as(RunningGateway gateway, String token) {
        return gateway.get("/v1/models").header("Authorization", "Bearer " + token);
    }

    private static double degraded(RunningGateway gateway) {
        return gateway.bean(MeterRegistry.class)
                .get("gateway.limits.degraded")
                .gauge()
                .value();
    }
}
