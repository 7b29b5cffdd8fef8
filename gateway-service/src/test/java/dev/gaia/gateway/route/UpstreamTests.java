package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class UpstreamTests {

    private final List<String> addresses = new ArrayList<>(List.of("127.0.0.1", "127.0.0.2"));
    private boolean lookupFails;
    private long nanos;

    private final Upstream upstream = new Upstream(
            UpstreamName.CHAT,
            List.of(URI.create("http://gaia-chat.internal:8668")),
            _ -> {
                if (lookupFails) {
                    throw new UnknownHostException();
                }
                return addresses;
            },
            Duration.ofSeconds(3),
            () -> nanos,
            new UpstreamMetrics(new SimpleMeterRegistry(), UpstreamName.CHAT));

    @Test
    void requestGoesWhereFewestAreOutstanding() {
        upstream.refresh();
        upstream.instances().getFirst().begin();

        for (int i = 0; i < 4; i++) {
            assertThat(upstream.choose(null, List.of()))
                    .contains(upstream.instances().getLast());
        }
    }

    @Test
    void equalInstancesTakeTurns() {
        upstream.refresh();

        assertThat(upstream.choose(null, List.of())).isNotEqualTo(upstream.choose(null, List.of()));
    }

    @Test
    void failedInstanceIsPassedOverForAWhile() {
        upstream.refresh();
        UpstreamInstance failed = upstream.instances().getFirst();
        refuse(failed);

        assertThat(upstream.choose(null, List.of()))
                .isNotEqualTo(upstream.choose(null, List.of(upstream.instances().getLast())));
        for (int i = 0; i < 4; i++) {
            assertThat(upstream.choose(null, List.of()))
                    .contains(upstream.instances().getLast());
        }
        nanos += Duration.ofSeconds(4).toNanos();
        assertThat(List.of(
                        upstream.choose(null, List.of()).orElseThrow(),
                        upstream.choose(null, List.of()).orElseThrow()))
                .contains(failed);
    }

    @Test
    void whenAllFailedOneIsStillTried() {
        upstream.refresh();
        upstream.instances().forEach(this::refuse);

        assertThat(upstream.choose(null, List.of())).isPresent();
    }

    @Test
    void newInstanceIsFoundAndKnownOnesKeepTheirCount() {
        upstream.refresh();
        upstream.instances().getFirst().begin();
        addresses.add("127.0.0.3");
        upstream.refresh();

        assertThat(upstream.instances()).hasSize(3);
        assertThat(upstream.instances().getFirst().outstanding()).isEqualTo(1);
    }

    @Test
    void lastKnownInstancesStayWhenTheNameCannotBeLookedUp() {
        upstream.refresh();
        lookupFails = true;
        upstream.refresh();

        assertThat(upstream.instances()).hasSize(2);
    }

    @Test
    void nothingIsChosenWhenAllWereTried() {
        upstream.refresh();

        assertThat(upstream.choose(null, upstream.instances())).isEmpty();
    }

    @Test
    void connectionThatBreaksIsTriedAgainOnlyForWhatMayBeRepeated() {
        upstream.refresh();
        List<URI> asked = new ArrayList<>();

        assertThat(ask(new Demand(null, () -> true, () -> false), asked)).isEqualTo("second");
        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
        asked.clear();
        assertThat(ask(Demand.PLAIN, asked)).isEqualTo("broken");
        assertThat(asked).hasSize(1);
    }

    @Test
    void triesAgainOnlyForAShareOfTheRequests() {
        upstream.refresh();
        List<URI> asked = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            ask(new Demand(null, () -> true, () -> false), asked);
        }

        assertThat(asked.size() - 200).isBetween(40, 51);
    }

    /** The first instance breaks the connection, another one answers. */
    private String ask(Demand demand, List<URI> asked) {
        int before = asked.size();
        return Objects.requireNonNull(upstream.ask(demand, address -> {
                    asked.add(address);
                    return asked.size() - before == 1
                            ? Mono.error(new IOException("Connection reset by peer"))
                            : Mono.just("second");
                })
                .onErrorReturn("broken")
                .block());
    }

    private void refuse(UpstreamInstance refusing) {
        upstream.ask(address -> address.equals(refusing.address())
                        ? Mono.error(new ConnectException())
                        : Mono.error(new IllegalStateException()))
                .onErrorComplete()
                .repeat(() -> !refusing.isAvoided(nanos))
                .blockLast();
    }
}
