package dev.gaia.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.admission.CircuitBreaker.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final CircuitBreaker circuit = new CircuitBreaker(3, Duration.ofSeconds(1), Duration.ofSeconds(3));
    private long now = -5 * SECOND;

    @Test
    void failuresInARowOpenIt() {
        fail(2);
        circuit.succeeded();
        fail(2);
        assertThat(circuit.mayCall(now)).isTrue();

        fail(1);

        assertThat(circuit.state()).isEqualTo(State.OPEN);
        assertThat(circuit.mayCall(now)).isFalse();
        assertThat(circuit.pauseLeft(now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void afterThePauseOneTrialIsMade() {
        fail(3);
        now += SECOND;

        assertThat(circuit.mayCall(now)).isTrue();
        assertThat(circuit.mayCall(now)).isFalse();
        circuit.succeeded();
        assertThat(circuit.mayCall(now)).isTrue();
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void trialThatFailsDoublesThePauseUpToItsBound() {
        fail(3);
        for (int seconds : new int[] {1, 2, 3, 3}) {
            assertThat(circuit.pauseLeft(now)).isEqualTo(Duration.ofSeconds(seconds));
            now += seconds * SECOND;
            assertThat(circuit.mayCall(now)).isTrue();
            fail(1);
        }

        now += 3 * SECOND;
        assertThat(circuit.mayCall(now)).isTrue();
        circuit.succeeded();
        fail(3);
        assertThat(circuit.pauseLeft(now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void trialOfWhichNobodyHearsIsMadeAgain() {
        fail(3);
        now += SECOND;
        assertThat(circuit.mayCall(now)).isTrue();
        now += SECOND;

        assertThat(circuit.mayCall(now)).isTrue();
    }

    @Test
    void lateFailuresOfBeforeDoNotLengthenThePause() {
        fail(3);
        now += SECOND / 2;
        fail(5);

        assertThat(circuit.pauseLeft(now)).isEqualTo(Duration.ofMillis(500));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed(now);
        }
    }
}
