package dev.gaia.chat.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TemplateLimitsTests {

    @Test
    void honestTemplateDoesNotFailByTheClockOfABusyMachine() {
        TemplateLimits late = new TemplateLimits(Duration.ZERO, 3, 100);

        assertThatCode(() -> steps(late, 3)).doesNotThrowAnyException();
    }

    @Test
    void whatHasUsedItsStepsFailsByTheClock() {
        TemplateLimits late = new TemplateLimits(Duration.ZERO, 3, 100);

        assertThatIllegalStateException().isThrownBy(() -> steps(late, 4)).withMessageContaining("end");
    }

    @Test
    void whatHasUsedItsStepsGoesOnWhileThereIsTime() {
        TemplateLimits early = new TemplateLimits(Duration.ofMinutes(5), 3, 100);

        assertThatCode(() -> steps(early, 1000)).doesNotThrowAnyException();
    }

    private static void steps(TemplateLimits limits, int count) {
        for (int i = 0; i < count; i++) {
            limits.checkStep();
        }
    }
}
