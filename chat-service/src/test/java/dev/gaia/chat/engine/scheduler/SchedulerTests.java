package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.scheduler.Step.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SchedulerTests {

    private static final int BLOCK = 4;
    private static final int BUDGET = 8;

    @RegisterExtension
    private final WatchedScheduler scheduler = new WatchedScheduler(32, BLOCK, 4);

    @RegisterExtension
    private final WatchedScheduler tight = new WatchedScheduler(6, BLOCK, 4);

    @RegisterExtension
    private final WatchedScheduler busy = new WatchedScheduler(20, BLOCK, 5);

    private int nextToken = 1_000;

    @Test
    void promptIsReadInPiecesAndThenAnsweredTokenByToken() {
        Sequence sequence = add("a", 11, 3);

        assertThat(sizes(step())).containsExactly(8);
        Step last = step();
        assertThat(sizes(last)).containsExactly(3);
        assertThat(last.pieces().getFirst().isLast()).isTrue();
        assertThat(sizes(step())).containsExactly(1);
        assertThat(sizes(step())).containsExactly(1);
        assertThat(sequence.isFull()).isTrue();
    }

    @Test
    void longPromptDelaysRunningAnswersByOnePieceAtATime() {
        Sequence answering = add("a", 4, 20);
        step();
        add("b", 60, 2);

        for (int i = 0; i < 7; i++) {
            Step step = step();
            assertThat(step.pieces().getFirst().sequence()).isSameAs(answering);
            assertThat(step.tokens()).isLessThanOrEqualTo(1 + BUDGET);
        }
    }

    @Test
    void severalShortPromptsAreReadInOneStep() {
        add("a", 3, 2);
        add("b", 3, 2);
        add("c", 5, 2);

        assertThat(sizes(step())).containsExactly(3, 3, 2);
    }

    @Test
    void waitingSequenceStartsWhenAPlaceIsGivenBack() {
        List<Sequence> first =
                IntStream.range(0, 4).mapToObj(i -> add("a", 2, 9)).toList();
        Sequence fifth = add("a", 2, 9);
        step();
        assertThat(scheduler.books().waiting()).isEqualTo(1);

        scheduler.remove(first.get(2));

        assertThat(sequences(step())).contains(fifth);
    }

    @Test
    void promptThatAnotherHasReadIsNotReadAgain() {
        Sequence first = new Sequence("a", Priority.INTERACTIVE, prompt(1, 12), 4);
        add(first);
        step();
        step();
        scheduler.remove(first);
        Sequence second = new Sequence("b", Priority.INTERACTIVE, prompt(1, 12), 4);
        add(second);

        Piece piece = step().pieces().getFirst();

        assertThat(piece.start()).isEqualTo(8);
        assertThat(scheduler.books().reusedTokens()).isEqualTo(8);
    }

    @Test
    void moreUrgentRequestGoesFirst() {
        add("a", Priority.BATCH, 30, 2);
        Sequence urgent = add("b", Priority.REALTIME, 6, 2);

        assertThat(step().pieces().getFirst().sequence()).isSameAs(urgent);
    }

    @Test
    void urgentRequestTakesTheLeastUrgentOnesPlace() {
        add("a", Priority.INTERACTIVE, 2, 9);
        add("a", Priority.BATCH, 2, 9);
        add("a", Priority.BATCH, 2, 9);
        Sequence yielding = add("a", Priority.BATCH, 2, 9);
        step();
        Sequence urgent = add("b", Priority.REALTIME, 2, 9);

        Step step = step();

        assertThat(sequences(step)).contains(urgent).doesNotContain(yielding);
        assertThat(yielding.cached()).isZero();
        assertThat(scheduler.books().preemptions()).isEqualTo(1);
    }

    @Test
    void callerWithManyRequestsDoesNotKeepAnotherOnesFirstWaiting() {
        IntStream.range(0, 12).forEach(_ -> add("greedy", 2, 30));
        step();
        step();
        Sequence modest = add("modest", 2, 30);

        assertThat(sequences(step())).contains(modest);
    }

    @Test
    void callersShareTheReadingWhateverTheyAskFor() {
        IntStream.range(0, 30).forEach(_ -> add("greedy", 8, 1));
        IntStream.range(0, 5).forEach(_ -> add("modest", 8, 1));
        Map<String, Integer> read = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            step().pieces()
                    .forEach(piece -> read.merge(piece.sequence().caller(), piece.tokens().length, Integer::sum));
        }

        assertThat(read.get("modest")).isBetween(32, 48);
    }

    @Test
    void sequenceThatYieldedGoesOnWithWhatItHadWritten() {
        Sequence first = new Sequence("a", Priority.INTERACTIVE, prompt(1, 4), 18);
        Sequence second = new Sequence("b", Priority.INTERACTIVE, prompt(50, 4), 18);
        tight.add(first);
        tight.add(second);
        Map<Sequence, List<Integer>> written = new HashMap<>();
        for (int i = 0; i < 200 && !(first.isFull() && second.isFull()); i++) {
            run(tight, written);
            for (Sequence sequence : List.of(first, second)) {
                if (sequence.isFull()) {
                    tight.remove(sequence);
                }
            }
        }

        assertThat(tight.books().preemptions()).isPositive();
        for (Sequence sequence : List.of(first, second)) {
            assertThat(sequence.isFull()).isTrue();
            assertThat(written.get(sequence)).hasSize(18);
        }
    }

    @Test
    void sequenceThatCouldNeverFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> add("a", 100, 29));
    }

    @Test
    void anyComingAndGoingEndsWithAllAnswersWholeAndAllBlocksBack() {
        Random random = new Random(3);
        Map<Sequence, List<Integer>> written = new HashMap<>();
        List<Sequence> open = new ArrayList<>();
        int whole = 0;
        for (int round = 0; round < 5_000; round++) {
            if (random.nextInt(4) == 0 && open.size() < 30) {
                Sequence sequence = new Sequence(
                        "caller-" + random.nextInt(4),
                        Priority.values()[random.nextInt(3)],
                        prompt(random.nextInt(3), 1 + random.nextInt(40)),
                        1 + random.nextInt(30));
                busy.add(sequence);
                open.add(sequence);
            }
            if (random.nextInt(40) == 0 && !open.isEmpty()) {
                busy.remove(open.remove(random.nextInt(open.size())));
            }
            run(busy, written);
            for (Sequence sequence : List.copyOf(open)) {
                if (sequence.isFull()) {
                    assertThat(written.get(sequence)).hasSize(sequence.answerTokens());
                    busy.remove(sequence);
                    open.remove(sequence);
                    whole++;
                }
            }
        }

        assertThat(whole).isGreaterThan(300);
    }

    /** Runs a step as the engine does. */
    private void run(WatchedScheduler running, Map<Sequence, List<Integer>> written) {
        Step step = running.next(BUDGET);
        running.done(step);
        for (Piece piece : step.pieces()) {
            if (piece.isLast()) {
                piece.sequence().append(nextToken);
                written.computeIfAbsent(piece.sequence(), _ -> new ArrayList<>())
                        .add(nextToken++);
            }
        }
    }

    private Step step() {
        Step step = scheduler.next(BUDGET);
        scheduler.done(step);
        step.pieces().stream()
                .filter(Piece::isLast)
                .forEach(piece -> piece.sequence().append(nextToken++));
        step.pieces().stream().map(Piece::sequence).filter(Sequence::isFull).forEach(scheduler::remove);
        return step;
    }

    private Sequence add(String caller, int promptTokens, int maxTokens) {
        return add(caller, Priority.INTERACTIVE, promptTokens, maxTokens);
    }

    private Sequence add(String caller, Priority priority, int promptTokens, int maxTokens) {
        nextToken += 1_000;
        return add(new Sequence(caller, priority, prompt(nextToken, promptTokens), maxTokens));
    }

    private Sequence add(Sequence sequence) {
        scheduler.add(sequence);
        return sequence;
    }

    private static int[] prompt(int first, int tokens) {
        return IntStream.range(first, first + tokens).toArray();
    }

    private static List<Integer> sizes(Step step) {
        return step.pieces().stream().map(piece -> piece.tokens().length).toList();
    }

    private static List<Sequence> sequences(Step step) {
        return step.pieces().stream().map(Piece::sequence).toList();
    }
}
