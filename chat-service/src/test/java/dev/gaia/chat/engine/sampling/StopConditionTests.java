package dev.gaia.chat.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("seeds")
    void howeverATextIsCutItEndsBeforeTheFirstStop(long seed) {
        Random random = new Random(seed);
        String text = letters(random, 40);
        List<String> stops = IntStream.range(0, random.nextInt(4))
                .mapToObj(_ -> letters(random, 5))
                .toList();
        int first = stops.stream()
                .filter(stop -> !stop.isEmpty())
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        StopCondition stop = new StopCondition(stops);
        StringBuilder sent = new StringBuilder();

        int at = 0;
        while (at < text.length() && !stop.isMet()) {
            int next = Math.min(text.length(), at + random.nextInt(4));
            sent.append(stop.append(text.substring(at, next)));
            at = next;
            assertThat(text)
                    .as("nothing is sent that may be a stop's beginning")
                    .startsWith(sent);
        }
        boolean met = stop.isMet();
        sent.append(stop.flush());

        assertThat(met).isEqualTo(first >= 0);
        assertThat(sent).hasToString(first >= 0 ? expected(text, stops, at) : text);
    }

    /** The pieces so far tell which stops can have been seen; of those the first in the text counts. */
    private static String expected(String text, List<String> stops, int read) {
        String seen = text.substring(0, read);
        int first = stops.stream()
                .filter(stop -> !stop.isEmpty())
                .mapToInt(seen::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElseThrow();
        return seen.substring(0, first);
    }

    private static String letters(Random random, int most) {
        return random.ints(random.nextInt(most + 1), 'a', 'd')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }
}
