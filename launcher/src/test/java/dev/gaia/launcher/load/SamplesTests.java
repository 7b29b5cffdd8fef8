package dev.gaia.launcher.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTests {

    private final Samples samples = new Samples();

    @Test
    void percentilesAreOfAllThatWasMeasured() {
        for (int i = 10_000; i > 0; i--) {
            samples.addNanos(i * 1_000L);
        }

        assertThat(samples.count()).isEqualTo(10_000);
        assertThat(samples.percentileMillis(50)).isEqualTo(5.001);
        assertThat(samples.percentileMillis(99)).isEqualTo(9.901);
        assertThat(samples.percentileMillis(100)).isEqualTo(10);
    }

    @Test
    void nothingMeasuredIsNothing() {
        assertThat(samples.percentileMillis(99)).isZero();
    }
}
