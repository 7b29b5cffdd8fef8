package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpeculationTests {

    private static final double CHEAP = 0.05;

    private final Speculation speculation = new Speculation();

    @Test
    void guessesWhatFollowedTheSameThreeTokens() {
        assertThat(guess(1, 2, 3, 4, 5, 6, 9, 1, 2, 3)).startsWith(4, 5, 6);
    }

    @Test
    void latestOfSeveralPlacesCounts() {
        assertThat(guess(1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3)).startsWith(5);
    }

    @Test
    void tokensThatNeverCameTogetherGiveNoGuess() {
        assertThat(guess(1, 2, 3, 4, 5, 6, 9, 2, 3)).isEmpty();
        assertThat(guess(1, 2)).isEmpty();
        assertThat(guess()).isEmpty();
    }

    @Test
    void repetitionGoesOnBeyondTheEnd() {
        assertThat(guess(7, 8, 7, 8, 7)).startsWith(8, 7, 8, 7);
    }

    @Test
    void noMoreAreGuessedThanAreAskedFor() {
        int[] tokens = {7, 7, 7, 7};

        assertThat(speculation.guess(tokens, 4, 1, CHEAP)).containsExactly(7);
        assertThat(speculation.guess(tokens, 4, 0, CHEAP)).isEmpty();
        assertThat(speculation.guess(tokens, 4, -1, CHEAP)).isEmpty();
    }

    @Test
    void dearerGuessesAreFewer() {
        int[] tokens = {7, 7, 7, 7};
        came(tokens, 7, 20);

        int cheap = speculation.guess(tokens, 4, 7, 0.2).length;
        int dear = speculation.guess(tokens, 4, 7, 0.65).length;

        assertThat(dear).isPositive().isLessThan(cheap);
        assertThat(speculation.guess(tokens, 4, 7, 1)).isEmpty();
    }

    @Test
    void wrongGuessesEndAndRightOnesBringThemBack() {
        int[] tokens = {7, 7, 7, 7};
        came(tokens, 3, 20);
        assertThat(speculation.guess(tokens, 4, 7, 0.2)).isEmpty();

        came(tokens, 7, 10);
        assertThat(speculation.guess(tokens, 4, 7, 0.2)).isNotEmpty();
    }

    @Test
    void longSequencesAreGuessedTo() {
        int[] tokens = IntStream.range(0, 10_000).map(i -> i % 5_000).toArray();

        assertThat(speculation.guess(tokens, 64, 4, CHEAP)).isEmpty();
        assertThat(speculation.guess(tokens, 9_000, 4, CHEAP)).startsWith(4_000);
    }

    private void came(int[] tokens, int token, int times) {
        for (int i = 0; i < times; i++) {
            speculation.guess(tokens, tokens.length, 7, CHEAP);
            speculation.came(token);
        }
    }

    private int[] guess(int... tokens) {
        int[] roomy = Arrays.copyOf(tokens, tokens.length + 5);
        return new Speculation().guess(roomy, tokens.length, 7, CHEAP);
    }
}
