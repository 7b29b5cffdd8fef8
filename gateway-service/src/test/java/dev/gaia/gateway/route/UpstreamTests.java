package dev.gaia.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
            () -> nanos);

    @Test
    void requestGoesWhereFewestAreOutstanding() {
        upstream.refresh();
        upstream.instances().getFirst().begin();

        for (int i = 0; i < 4; i++) {
            assertThat(upstream.choose(List.of())).contains(upstream.instances().getLast());
        }
    }

    @Test
    void equalInstancesTakeTurns() {
        upstream.refresh();

        assertThat(upstream.choose(List.of())).isNotEqualTo(upstream.choose(List.of()));
    }

    @Test
    void failedInstanceIsPassedOverForAWhile() {
        upstream.refresh();
        UpstreamInstance failed = upstream.instances().getFirst();
        upstream.failed(failed);

        assertThat(upstream.choose(List.of()))
                .isNotEqualTo(upstream.choose(List.of(upstream.instances().getLast())));
        for (int i = 0; i < 4; i++) {
            assertThat(upstream.choose(List.of())).contains(upstream.instances().getLast());
        }
        nanos += Duration.ofSeconds(4).toNanos();
        assertThat(List.of(
                        upstream.choose(List.of()).orElseThrow(),
                        upstream.choose(List.of()).orElseThrow()))
                .contains(failed);
    }

    @Test
    void whenAllFailedOneIsStillTried() {
        upstream.refresh();
        upstream.instances().forEach(upstream::failed);

        assertThat(upstream.choose(List.of())).isPresent();
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

        assertThat(upstream.choose(upstream.instances())).isEmpty();
    }
}
