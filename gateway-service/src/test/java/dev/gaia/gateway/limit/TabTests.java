package dev.gaia.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.limit.Tab.Answer;
import dev.gaia.gateway.limit.Tab.Question;
import dev.gaia.gateway.limit.Tab.Slot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TabTests {

    private static final long SECOND = 1_000_000;
    private static final double SHARE = 0.5;

    /** 60 requests, 1,000 tokens a minute, 10,000 a day, 10 streams. */
    private final Limits limits = Limits.ofAccount(new Plan(60, 0, 1_000, 10_000, 10, 0));

    private final Tab tab = new Tab("a", limits);
    private long now = 5 * SECOND;

    @Test
    void strangerIsAskedAbout() {
        assertThat(tab.decide(limits, null, now)).isNull();
    }

    @Test
    void farFromTheLimitNobodyIsAsked() {
        learn(0, 0, 0, 0);

        assertThat(tab.decide(limits, null, now)).isEqualTo(Verdict.ADMITTED);
        assertThat(tab.header(now)).startsWith("\"requests\";r=59;t=1, \"tokens\";r=1000;t=0");
    }

    @Test
    void whatIsNotToldYetIsBounded() {
        learn(0, 0, 0, 0);
        int admitted = 0;
        while (tab.decide(limits, null, now) != null) {
            admitted++;
        }

        // A twentieth of 60, and the one that goes beyond.
        assertThat(admitted).isEqualTo(4);
        assertThat(tab.question(false, null).untold()).containsExactly(4, 0, 0);
    }

    @Test
    void nearTheLimitRedisIsAsked() {
        learn(54 * SECOND, 0, 0, 0);

        assertThat(tab.decide(limits, null, now)).isNull();
    }

    @Test
    void oldWordOfRedisIsNotTaken() {
        learn(0, 0, 0, 0);
        now += 6 * SECOND;

        assertThat(tab.decide(limits, null, now)).isNull();
    }

    @Test
    void refusalHoldsUntilOneIsBackWithoutAskingAgain() {
        Question question = tab.question(true, null);
        Verdict verdict = tab.learn(question, new Answer(0, new double[] {60 * SECOND, 0, 0}, 0), now);

        assertThat(verdict).isEqualTo(new Verdict.Refused("requests", Duration.ofSeconds(1)));
        now += SECOND / 2;
        assertThat(tab.decide(limits, null, now)).isEqualTo(new Verdict.Refused("requests", Duration.ofMillis(500)));
        now += SECOND / 2;
        assertThat(tab.decide(limits, null, now)).isNull();
    }

    @Test
    void whatHappenedSinceTheQuestionIsNotForgottenByItsAnswer() {
        learn(0, 0, 0, 0);
        tab.decide(limits, null, now);
        Question first = tab.question(false, null);
        tab.decide(limits, null, now);
        Question second = tab.question(false, null);
        tab.decide(limits, null, now);

        // Redis had heard of the first when it answered, of the second not yet.
        tab.learn(first, new Answer(-1, new double[] {SECOND, 0, 0}, 0), now);

        assertThat(tab.header(now)).startsWith("\"requests\";r=57;");
        assertThat(second.untold()).containsExactly(1, 0, 0);
    }

    @Test
    void whatCouldNotBeToldIsToldLater() {
        learn(0, 0, 0, 0);
        tab.decide(limits, null, now);
        tab.charge(300, 1, now);
        tab.notTold(tab.question(false, null));

        assertThat(tab.question(false, null).untold()).containsExactly(1, 300, 300);
    }

    @Test
    void chargedTokensRefuseTheNext() {
        learn(0, 0, 0, 0);
        tab.charge(5_000, 1, now);

        assertThat(tab.header(now)).contains("\"tokens\";r=0;t=300");
        assertThat(tab.decide(limits, null, now)).isNull();
    }

    @Test
    void aloneAShareOfTheLimitHolds() {
        int admitted = 0;
        while (tab.decideAlone(limits, null, SHARE, now) instanceof Verdict.Admitted) {
            admitted++;
        }

        assertThat(admitted).isEqualTo(30);
        now += 2 * SECOND;
        assertThat(tab.decideAlone(limits, null, SHARE, now)).isEqualTo(Verdict.ADMITTED);
        assertThat(tab.decideAlone(limits, null, SHARE, now))
                .isEqualTo(new Verdict.Refused("requests", Duration.ofSeconds(2)));
    }

    @Test
    void aloneWhatWasUsedBeforeCounts() {
        learn(50 * SECOND, 0, 0, 0);
        int admitted = 0;
        while (tab.decideAlone(limits, null, SHARE, now) instanceof Verdict.Admitted) {
            admitted++;
        }

        assertThat(admitted).isEqualTo(5);
    }

    @Test
    void aloneAShareOfTheStreamsHolds() {
        for (int i = 0; i < 5; i++) {
            assertThat(tab.decideAlone(limits, new Slot(), SHARE, now)).isEqualTo(Verdict.ADMITTED);
        }

        assertThat(tab.decideAlone(limits, new Slot(), SHARE, now))
                .isEqualTo(new Verdict.Refused("streams", Duration.ofSeconds(1)));
        assertThat(tab.open()).isEqualTo(5);
    }

    @Test
    void streamsElsewhereCount() {
        learn(0, 0, 0, 8);

        assertThat(tab.decide(limits, new Slot(), now)).isEqualTo(Verdict.ADMITTED);
        assertThat(tab.decide(limits, new Slot(), now)).isNull();
    }

    @Test
    void placeIsTakenOnceAndGivenBackOnce() {
        Slot slot = new Slot();
        Question late = tab.question(true, slot);
        tab.decideAlone(limits, slot, SHARE, now);
        tab.learn(late, new Answer(-1, new double[3], 0), now);
        assertThat(tab.open()).isEqualTo(1);

        tab.release(slot);
        tab.release(slot);
        assertThat(tab.open()).isZero();
    }

    @Test
    void whoWentBeforeTheAnswerTakesNoPlace() {
        Slot slot = new Slot();
        Question late = tab.question(true, slot);
        tab.release(slot);

        tab.learn(late, new Answer(-1, new double[3], 0), now);

        assertThat(tab.open()).isZero();
    }

    @Test
    void onlyIdleTabsMayBeForgotten() {
        tab.decideAlone(limits, null, SHARE, now);
        assertThat(tab.isIdleSince(now + 1)).isFalse();

        tab.question(false, null);
        assertThat(tab.isIdleSince(now + 1)).isTrue();
        assertThat(tab.isIdleSince(now)).isFalse();
    }

    private void learn(double requests, double minute, double day, int elsewhere) {
        learn(null, new Answer(-1, new double[] {requests, minute, day}, elsewhere));
    }

    private void learn(@Nullable Slot slot, Answer answer) {
        tab.learn(tab.question(false, slot), answer, now);
    }
}
