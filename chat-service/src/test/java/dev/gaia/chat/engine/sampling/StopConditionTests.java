package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopConditionTests {

    @Test
    void textThatMayBeginAStopIsHeldUntilItIsKnown() {
        StopCondition stop = new StopCondition(List.of("STOP"));

        assertThat(stop.append("go S")).isEqualTo("go ");
        assertThat(stop.append("T")).isEmpty();
        assertThat(stop.append("ART")).isEqualTo("START");
        assertThat(stop.isMet()).isFalse();
    }

    @Test
    void stopOverTheBorderOfPiecesEndsTheTextBeforeIt() {
        StopCondition stop = new StopCondition(List.of("\n\n", "END"));

        assertThat(stop.append("one\n")).isEqualTo("one");
        assertThat(stop.append("\ntwo END")).isEmpty();
        assertThat(stop.isMet()).isTrue();
        assertThat(stop.flush()).isEmpty();
    }

    @Test
    void heldTextLeavesAtTheEnd() {
        StopCondition stop = new StopCondition(List.of("STOP"));

        assertThat(stop.append("ST")).isEmpty();
        assertThat(stop.flush()).isEqualTo("ST");
    }

    @Test
    void withoutStopsEverythingPasses() {
        assertThat(new StopCondition(List.of("")).append("anything")).isEqualTo("anything");
    }
}
