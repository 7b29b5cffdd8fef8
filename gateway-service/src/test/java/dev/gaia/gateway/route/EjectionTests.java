package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EjectionTests {

    private final Ejection ejection = new Ejection(Duration.ofSeconds(3));
    private final List<UpstreamInstance> instances = IntStream.range(1, 5)
            .mapToObj(i -> new UpstreamInstance(URI.create("http://127.0.0." + i + ":1"), 0, 0))
            .toList();
    private final UpstreamInstance first = instances.getFirst();
    private long nanos;

    @Test
    void fiveFailuresInARowTakeAnInstanceOut() {
        fail(first, 4);
        ejection.succeeded(first);
        fail(first, 4);
        assertThat(first.isAvoided(nanos)).isFalse();

        fail(first, 1);

        assertThat(first.isAvoided(nanos)).isTrue();
    }

    @Test
    void refusedConnectionTakesItOutAtOnce() {
        ejection.refused(first, nanos);

        assertThat(first.isAvoided(nanos)).isTrue();
    }

    @Test
    void eachTimeIsLongerUpToABoundAndOneFailureIsEnoughThen() {
        fail(first, 5);
        for (int seconds : new int[] {3, 6, 12, 24, 48, 48}) {
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(first.isAvoided(nanos)).isTrue();
            pass(Duration.ofMillis(2));
            assertThat(first.isAvoided(nanos)).isFalse();
            fail(first, 1);
        }
    }

    @Test
    void successForgivesAll() {
        fail(first, 5);
        pass(Duration.ofSeconds(4));
        ejection.succeeded(first);
        fail(first, 4);
        assertThat(first.isAvoided(nanos)).isFalse();

        fail(first, 1);

        pass(Duration.ofMillis(3_001));
        assertThat(first.isAvoided(nanos)).isFalse();
    }

    @Test
    void notMoreThanHalfAreTakenOut() {
        instances.forEach(instance -> fail(instance, 10));

        assertThat(instances).filteredOn(instance -> instance.isAvoided(nanos)).hasSize(2);
    }

    private void fail(UpstreamInstance instance, int times) {
        for (int i = 0; i < times; i++) {
            boolean _ = ejection.failed(instance, instances, nanos);
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
