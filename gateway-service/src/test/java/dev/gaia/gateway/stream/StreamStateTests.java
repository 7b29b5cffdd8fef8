package dev.gaia.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.stream.StreamState.Need;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class StreamStateTests {

    private long nanos;
    private final StreamState state = new StreamState(
            new StreamProperties(Duration.ofSeconds(15), DataSize.ofBytes(100), Duration.ofSeconds(30)), 0);

    @Test
    void silentStreamGetsHeartbeats() {
        pass(14);
        assertThat(need()).isEqualTo(Need.NOTHING);
        pass(1);
        assertThat(need()).isEqualTo(Need.HEARTBEAT);
    }

    @Test
    void everyPieceCountsAsLife() {
        pass(14);
        through("data: 1\n\n");
        pass(14);
        assertThat(need()).isEqualTo(Need.NOTHING);
        pass(1);
        assertThat(need()).isEqualTo(Need.HEARTBEAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: 1", "data: 1\n", "data: 1\r\n", "data: 1\n\nda", "\nx"})
    void noHeartbeatInTheMiddleOfAnEvent(String piece) {
        through(piece);
        pass(20);

        assertThat(need()).isEqualTo(Need.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: 1\n|\n", "data: 1\r\n|\r\n", "data: 1\r|\n\r\n", "data: 1\n\r|\n", "d|ata: 1\n\n"})
    void endOfAnEventMayComeInPieces(String pieces) {
        for (String piece : pieces.split("\\|")) {
            through(piece);
        }
        pass(20);

        assertThat(need()).isEqualTo(Need.HEARTBEAT);
    }

    @Test
    void noMoreIsFetchedWhileMuchWaits() {
        add("x".repeat(100));
        assertThat(state.isFull()).isFalse();
        add("x");
        assertThat(state.isFull()).isTrue();
        state.taken(1);
        assertThat(state.isFull()).isFalse();
    }

    @Test
    void streamEndsWhenAnythingWaitsTooLong() {
        pass(100);
        add("data: 1\n\n");
        pass(30);
        assertThat(need()).isEqualTo(Need.NOTHING);
        pass(1);
        assertThat(need()).isEqualTo(Need.END);
    }

    @Test
    void clientThatIsNeverFarBehindIsNotTooSlow() {
        add("x".repeat(50));
        for (int i = 0; i < 9; i++) {
            pass(20);
            add("x".repeat(50));
            state.taken(50);
            assertThat(need()).isEqualTo(Need.NOTHING);
        }
    }

    @Test
    void clientThatFallsEverFurtherBehindIsTooSlow() {
        add("x".repeat(90));
        for (int i = 0; i < 3; i++) {
            pass(10);
            state.taken(10);
            assertThat(need()).isEqualTo(Need.NOTHING);
        }
        pass(1);
        assertThat(need()).isEqualTo(Need.END);
    }

    @Test
    void connectionIsBrokenOffWhenTheRestIsNotTakenEither() {
        add("x");
        pass(31);
        assertThat(need()).isEqualTo(Need.END);
        assertThat(state.hasEnded()).isTrue();
        pass(30);
        assertThat(need()).isEqualTo(Need.NOTHING);
        pass(1);
        assertThat(need()).isEqualTo(Need.BREAK_OFF);
    }

    private Need need() {
        return state.need(nanos);
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private void through(String piece) {
        add(piece);
        state.taken(piece.length());
    }

    private void add(String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.US_ASCII);
        int tail = 0;
        for (int i = Math.max(0, bytes.length - 4); i < bytes.length; i++) {
            tail = (tail << 8) | bytes[i];
        }
        state.added(bytes.length, tail, nanos);
    }
}
