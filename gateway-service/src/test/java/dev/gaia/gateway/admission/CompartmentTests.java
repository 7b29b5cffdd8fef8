package dev.gaia.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.admission.Entry.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompartmentTests {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final LoadShedder shedder = new LoadShedder();
    private long now;

    @Test
    void noMoreArePendingThanTheLimit() {
        Compartment compartment = compartment(RequestClass.LOGIN, 10, 10, 5);
        List<Pass> passes = fill(compartment);
        assertThat(passes).hasSize(10);
        assertThat(compartment.enter(now)).isEqualTo(refused(Reason.BULKHEAD_FULL, 1_000));

        passes.getFirst().end();

        assertThat(compartment.enter(now)).isInstanceOf(Entry.Entered.class);
    }

    @Test
    void streamTakesAPlaceOfItsOwnKindUntilItsEnd() {
        Compartment compartment = compartment(RequestClass.CHAT, 10, 10, 2);
        Pass first = enter(compartment);
        first.answered(true, true, now);
        enter(compartment).answered(true, true, now);

        assertThat(compartment.pending()).isZero();
        assertThat(compartment.enter(now)).isEqualTo(refused(Reason.STREAMS_FULL, 1_000));
        first.end();
        first.end();
        assertThat(compartment.streams()).isEqualTo(1);
        assertThat(compartment.enter(now)).isInstanceOf(Entry.Entered.class);
    }

    @Test
    void whoeverEndsGivesEverythingBackOnce() {
        Compartment compartment = compartment(RequestClass.CHAT, 10, 10, 2);
        Pass failed = enter(compartment);
        failed.failed(now);
        failed.end();
        Pass answered = enter(compartment);
        answered.answered(false, true, now);
        answered.failed(now);
        answered.end();
        Pass gone = enter(compartment);
        gone.end();

        assertThat(compartment.pending()).isZero();
        assertThat(compartment.streams()).isZero();
    }

    @Test
    void serviceThatDoesNotAnswerIsLeftAloneForAWhile() {
        Compartment compartment = compartment(RequestClass.ASSETS, 10, 10, 2);
        for (int i = 0; i < 3; i++) {
            enter(compartment).failed(now);
        }

        assertThat(compartment.enter(now)).isEqualTo(refused(Reason.CIRCUIT_OPEN, 1_000));
        assertThat(compartment.pending()).isZero();
        now += 1_000 * MILLI;
        assertThat(compartment.enter(now)).isInstanceOf(Entry.Entered.class);
        assertThat(compartment.enter(now)).isEqualTo(refused(Reason.CIRCUIT_OPEN, 1_000));
    }

    @Test
    void lateGatewayRefusesTheLowestClassFirst() {
        late(20, 5);
        assertThat(admitted(RequestClass.ASSETS)).isEqualTo(100);

        late(100, 2);
        assertThat(admitted(RequestClass.ASSETS)).isBetween(10, 60);
        assertThat(admitted(RequestClass.CHAT)).isEqualTo(100);

        late(1_000, 4);
        assertThat(admitted(RequestClass.ASSETS)).isZero();
        assertThat(admitted(RequestClass.CHAT)).isBetween(1, 99);
        assertThat(admitted(RequestClass.LOGIN)).isEqualTo(100);
        assertThat(compartment(RequestClass.ASSETS, 10, 10, 2).enter(now))
                .isEqualTo(refused(Reason.GATEWAY_BUSY, 1_000));

        late(1, 60);
        assertThat(admitted(RequestClass.ASSETS)).isEqualTo(100);
    }

    /** So many windows of a tenth of a second. */
    private void late(long millis, int windows) {
        for (int i = 0; i < 11 * windows; i++) {
            now += 10 * MILLI;
            shedder.late(millis * MILLI, now);
        }
    }

    private int admitted(RequestClass requestClass) {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += shedder.admits(requestClass) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void slowAnswersLowerTheLimitAndFastOnesRaiseItAgain() {
        GradientLimit limit = new GradientLimit(400, 50, 1_000);
        answer(limit, 10, 400, 10);
        assertThat(limit.limit()).isGreaterThan(400);

        answer(limit, 500, 400, 20);
        int low = limit.limit();
        assertThat(low).isBetween(50, 120);

        answer(limit, 10, 400, 100);
        assertThat(limit.limit()).isGreaterThan(2 * low);
    }

    @Test
    void fastEnoughIsNeverCalledSlow() {
        GradientLimit limit = new GradientLimit(400, 50, 1_000);
        answer(limit, 1, 10, 20);
        answer(limit, 95, 10, 20);

        assertThat(limit.limit()).isEqualTo(400);
    }

    @Test
    void limitThatIsNotUsedDoesNotGrow() {
        GradientLimit limit = new GradientLimit(400, 50, 1_000);
        answer(limit, 10, 100, 50);

        assertThat(limit.limit()).isEqualTo(400);
    }

    /** So many windows of a tenth of a second. */
    private void answer(GradientLimit limit, long millis, int pending, int windows) {
        for (int i = 0; i < 11 * windows; i++) {
            now += 10 * MILLI;
            limit.answered(millis * MILLI, pending, now);
        }
    }

    private Compartment compartment(RequestClass requestClass, int min, int max, int streams) {
        return new Compartment(
                requestClass,
                new AdmissionProperties.OfClass(Duration.ofSeconds(1), min, max, streams),
                new CircuitBreaker(3, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                shedder);
    }

    private List<Pass> fill(Compartment compartment) {
        List<Pass> passes = new ArrayList<>();
        while (compartment.enter(now) instanceof Entry.Entered(Pass pass)) {
            passes.add(pass);
        }
        return passes;
    }

    private Pass enter(Compartment compartment) {
        return ((Entry.Entered) compartment.enter(now)).pass();
    }

    private static Entry refused(Reason reason, long millis) {
        return new Entry.Refused(reason, Duration.ofMillis(millis));
    }
}
