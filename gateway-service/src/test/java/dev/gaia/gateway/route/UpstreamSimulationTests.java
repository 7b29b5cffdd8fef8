package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A service in virtual time: instances that take a while for each request, die, freeze and come. */
class UpstreamSimulationTests {

    private static final Duration STEP = Duration.ofMillis(1);

    private record Answer(long at, Sinks.Empty<Void> sink) {}

    private final List<String> addresses = new ArrayList<>(List.of("a", "b", "c"));
    private final Set<String> dead = new HashSet<>();
    private final PriorityQueue<Answer> answers = new PriorityQueue<>(Comparator.comparingLong(Answer::at));
    private final List<String> asked = new ArrayList<>();
    private final Random random = new Random(7);
    private long nanos;
    private int failed;

    private final Upstream upstream = new Upstream(
            UpstreamName.CHAT,
            List.of(URI.create("http://gaia-chat.internal:1")),
            _ -> addresses,
            Duration.ofSeconds(3),
            () -> nanos,
            new UpstreamMetrics(new SimpleMeterRegistry(), UpstreamName.CHAT));

    @Test
    void killedInstanceCostsNoRequestThatHadNotBegun() {
        upstream.refresh();
        run(Duration.ofSeconds(2));
        dead.add("b");
        run(Duration.ofSeconds(5));

        assertThat(failed).isZero();
        assertThat(asked.stream().filter("b"::equals)).isNotEmpty();
    }

    @Test
    void killedInstanceIsHardlyAsked() {
        upstream.refresh();
        dead.add("b");
        run(Duration.ofSeconds(10));

        assertThat(asked.stream().filter("b"::equals).count()).isLessThanOrEqualTo(3);
    }

    @Test
    void loadStaysEven() {
        upstream.refresh();
        run(Duration.ofSeconds(5));

        assertThat(share("a")).isBetween(0.25, 0.42);
        assertThat(share("b")).isBetween(0.25, 0.42);
        assertThat(share("c")).isBetween(0.25, 0.42);
    }

    @Test
    void newInstanceStartsSlowlyAndThenTakesItsShare() {
        upstream.refresh();
        run(Duration.ofSeconds(2));
        addresses.add("d");
        upstream.refresh();
        asked.clear();
        run(Duration.ofSeconds(1));
        assertThat(share("d")).isLessThan(0.15);
        run(Duration.ofSeconds(10));
        asked.clear();

        run(Duration.ofSeconds(3));

        assertThat(share("d")).isBetween(0.17, 0.33);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsReturnToZeroWhateverHappens(long seed) {
        random.setSeed(seed);
        upstream.refresh();
        for (int i = 0; i < 20; i++) {
            String one = addresses.get(random.nextInt(addresses.size()));
            if (!dead.remove(one)) {
                dead.add(one);
            }
            run(Duration.ofMillis(500));
        }
        dead.clear();
        settle();

        assertThat(upstream.instances())
                .allSatisfy(instance -> assertThat(instance.outstanding()).isZero());
    }

    /** One request a millisecond, each of which takes 20 to 60. */
    private void run(Duration time) {
        for (long end = nanos + time.toNanos(); nanos < end; nanos += STEP.toNanos()) {
            request();
            answerUntil(nanos);
        }
    }

    private void settle() {
        answerUntil(Long.MAX_VALUE);
    }

    private void answerUntil(long now) {
        while (!answers.isEmpty() && answers.peek().at() <= now) {
            answers.remove().sink().tryEmitEmpty();
        }
    }

    private void request() {
        String conversation = "conversation-" + random.nextInt(40);
        Demand demand = new Demand(random.nextBoolean() ? conversation : null, () -> false, () -> false);
        upstream.ask(demand, address -> answer(address.getHost())).subscribe(_ -> {}, _ -> failed++);
    }

    private Mono<Void> answer(String host) {
        asked.add(host);
        if (dead.contains(host)) {
            return Mono.error(new ConnectException());
        }
        Sinks.Empty<Void> sink = Sinks.empty();
        answers.add(
                new Answer(nanos + Duration.ofMillis(20 + random.nextInt(40)).toNanos(), sink));
        return sink.asMono();
    }

    private double share(String host) {
        return (double) asked.stream().filter(host::equals).count() / asked.size();
    }
}
