package dev.gaia.chat.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PrecisionTrialTests {

    private static final Duration SHORT = Duration.ofNanos(100_000);
    private static final Duration LONG = Duration.ofNanos(250_000);

    @Test
    void fasterFormatIsTaken() {
        assertThat(new PrecisionTrial(LONG, SHORT).fastest()).isEqualTo(Precision.BF16);
        assertThat(new PrecisionTrial(SHORT, LONG).fastest()).isEqualTo(Precision.FP32);
    }

    @Test
    void ofEquallyFastFormatsTheSmallerIsTaken() {
        assertThat(new PrecisionTrial(SHORT, SHORT).fastest()).isEqualTo(Precision.BF16);
    }

    @Test
    void resultTellsTheRatio() {
        assertThat(new PrecisionTrial(LONG, SHORT).result()).isEqualTo("in a trial bf16 was 2.5 times as fast as fp32");
    }

    @Test
    @Tag("native")
    void trialMeasuresThisProcessor() {
        PrecisionTrial trial = PrecisionTrial.here();

        assertThat(trial.fp32()).isPositive().isLessThan(Duration.ofSeconds(1));
        assertThat(trial.bf16()).isPositive();
        assertThat(PrecisionTrial.here()).isSameAs(trial);
    }
}
