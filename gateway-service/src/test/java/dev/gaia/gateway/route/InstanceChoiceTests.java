package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceChoiceTests {

    private static final long NOW = 5_000_000_000L;

    private final InstanceChoice choice = new InstanceChoice();

    @Test
    void oneConversationStaysOnOneInstance() {
        List<UpstreamInstance> instances = instances(5);
        UpstreamInstance first = choose(instances, "conversation");

        for (int i = 0; i < 50; i++) {
            assertThat(choose(instances, "conversation")).isEqualTo(first);
        }
    }

    @Test
    void conversationsSpreadEvenly() {
        List<UpstreamInstance> instances = instances(4);
        Map<UpstreamInstance, Integer> counts = new HashMap<>();

        for (int i = 0; i < 4_000; i++) {
            counts.merge(choose(instances, "conversation-" + i), 1, Integer::sum);
        }

        assertThat(counts.values())
                .hasSize(4)
                .allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
    }

    @Test
    void newInstanceTakesOnlyItsShareOfTheConversations() {
        List<UpstreamInstance> four = instances(4);
        List<UpstreamInstance> five = instances(5);

        long moved = IntStream.range(0, 2_000)
                .mapToObj(i -> "conversation-" + i)
                .filter(key ->
                        !choose(four, key).address().equals(choose(five, key).address()))
                .peek(key -> assertThat(choose(five, key)).isEqualTo(five.getLast()))
                .count();

        assertThat(moved).isBetween(300L, 500L);
    }

    @Test
    void busyInstanceYields() {
        List<UpstreamInstance> instances = instances(3);
        UpstreamInstance near = choose(instances, "conversation");
        for (int i = 0; i < 4; i++) {
            near.begin();
        }
        assertThat(choose(instances, "conversation")).isNotEqualTo(near);

        instances.stream().filter(one -> one != near).forEach(one -> {
            for (int i = 0; i < 4; i++) {
                one.begin();
            }
        });
        assertThat(choose(instances, "conversation")).isEqualTo(near);
    }

    @Test
    void newInstanceIsSparedAtFirst() {
        UpstreamInstance old = new UpstreamInstance(URI.create("http://127.0.0.1:1"), 0, 0);
        UpstreamInstance fresh = new UpstreamInstance(
                URI.create("http://127.0.0.2:1"), NOW, Duration.ofSeconds(10).toNanos());
        for (int i = 0; i < 5; i++) {
            old.begin();
        }

        assertThat(choose(List.of(old, fresh), null)).isEqualTo(old);
        long later = NOW + Duration.ofSeconds(8).toNanos();
        assertThat(choice.choose(List.of(old, fresh), null, later)).contains(fresh);
    }

    private UpstreamInstance choose(List<UpstreamInstance> instances, @Nullable String affinity) {
        return choice.choose(instances, affinity, NOW).orElseThrow();
    }

    private static List<UpstreamInstance> instances(int count) {
        return IntStream.range(1, count + 1)
                .mapToObj(i -> new UpstreamInstance(URI.create("http://127.0.0." + i + ":8668"), 0, 0))
                .toList();
    }
}
