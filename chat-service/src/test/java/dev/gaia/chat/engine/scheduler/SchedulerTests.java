package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.scheduler.Scheduler.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchedulerTests {

    private final Scheduler scheduler = new Scheduler(2, 4);

    @Test
    void longPromptIsReadPieceByPieceWhileOthersDecode() {
        Sequence first = sequence(3);
        Sequence second = sequence(10);
        scheduler.add(first);
        scheduler.add(second);

        assertThat(run().decoding()).isEmpty();
        for (int piece = 0; piece < 3; piece++) {
            Step step = run();
            assertThat(step.prefill().orElseThrow().sequence()).isSameAs(second);
            assertThat(step.decoding()).containsExactly(first);
        }
        assertThat(run().decoding()).containsExactly(first, second);
    }

    @Test
    void sequenceWaitsUntilASlotIsFree() {
        Sequence first = sequence(1);
        Sequence third = sequence(1);
        scheduler.add(first);
        scheduler.add(sequence(1));
        scheduler.add(third);
        run();
        run();

        assertThat(run().prefill()).isEmpty();
        assertThat(scheduler.waiting()).isEqualTo(1);

        scheduler.remove(first);
        assertThat(run().prefill().orElseThrow().sequence()).isSameAs(third);
    }

    @Test
    void gapIsClosedByTheLastSequenceAndTheOneThatIsBeingRead() {
        Scheduler wide = new Scheduler(4, 2);
        List<Sequence> sequences = List.of(sequence(1), sequence(1), sequence(5));
        sequences.forEach(wide::add);
        for (int i = 0; i < 3; i++) {
            run(wide);
        }
        int cached = sequences.get(1).cached();

        List<Move> moves = wide.remove(sequences.get(0));

        assertThat(moves).containsExactly(new Move(1, 0, cached), new Move(2, 1, 2));
        assertThat(wide.next().prefill().orElseThrow().slot()).isEqualTo(1);
    }

    @Test
    void waitingSequenceThatIsRemovedNeverRuns() {
        Sequence sequence = sequence(1);
        scheduler.add(sequence);

        assertThat(scheduler.remove(sequence)).isEmpty();
        assertThat(scheduler.next().isEmpty()).isTrue();
    }

    /** Plays the cache: every slot must hold the sequence that the scheduler believes to be there. */
    @Test
    void slotsAlwaysHoldWhatTheSchedulerBelieves() {
        Random random = new Random(11);
        Scheduler busy = new Scheduler(5, 3);
        Sequence[] cache = new Sequence[6];
        List<Sequence> alive = new ArrayList<>();
        for (int round = 0; round < 5_000; round++) {
            if (random.nextInt(3) == 0) {
                Sequence sequence = sequence(1 + random.nextInt(9));
                alive.add(sequence);
                busy.add(sequence);
            }
            Step step = busy.next();
            for (int slot = 0; slot < step.decoding().size(); slot++) {
                assertThat(cache[slot]).isSameAs(step.decoding().get(slot));
            }
            step.prefill().ifPresent(piece -> {
                assertThat(piece.start() == 0 || cache[piece.slot()] == piece.sequence())
                        .isTrue();
                assertThat(piece.slot()).isLessThan(5);
                cache[piece.slot()] = piece.sequence();
            });
            finish(busy, step);
            if (!alive.isEmpty() && random.nextInt(3) == 0) {
                Sequence leaving = alive.remove(random.nextInt(alive.size()));
                busy.remove(leaving).forEach(move -> cache[move.to()] = cache[move.from()]);
            }
            assertThat(busy.running()).isLessThanOrEqualTo(5);
            assertThat(busy.running() + busy.waiting()).isEqualTo(alive.size());
        }
    }

    private Step run() {
        return run(scheduler);
    }

    private static Step run(Scheduler scheduler) {
        Step step = scheduler.next();
        finish(scheduler, step);
        return step;
    }

    private static void finish(Scheduler scheduler, Step step) {
        step.prefill().ifPresent(piece -> {
            scheduler.prefilled(piece);
            if (piece.isLast()) {
                piece.sequence().append(1);
            }
        });
        step.decoding().forEach(sequence -> {
            scheduler.decoded(sequence);
            sequence.append(1);
        });
    }

    private static Sequence sequence(int promptTokens) {
        return new Sequence(new int[promptTokens], 100_000);
    }
}
