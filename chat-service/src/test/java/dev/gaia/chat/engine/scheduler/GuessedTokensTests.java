package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.kvcache.BlockPool;
import dev.gaia.chat.engine.scheduler.Step.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuessedTokensTests {

    private static final int BLOCK = 4;
    private static final int BUDGET = 8;

    /** What an imaginary model says: a verse that is repeated, with a new word in every eleventh place. */
    private static int tokenAt(int place) {
        return place % 11 == 10 ? 1_000 + place : place % 5;
    }

    private static Sequence sequence(int prompt, int answer) {
        return new Sequence(
                "a",
                Priority.INTERACTIVE,
                IntStream.range(0, prompt).map(GuessedTokensTests::tokenAt).toArray(),
                answer);
    }

    private final Map<Sequence, List<Integer>> written = new HashMap<>();
    private int guessed;
    private int right;

    @Test
    void repeatedTextIsWrittenInFewerSteps() {
        BlockPool pool = new BlockPool(32, BLOCK);
        Scheduler scheduler = new Scheduler(pool, 4, true);
        Sequence sequence = sequence(6, 60);
        scheduler.add(sequence);

        int steps = 0;
        while (!sequence.isFull()) {
            step(scheduler);
            steps++;
        }

        assertThat(written.get(sequence))
                .isEqualTo(IntStream.range(6, 66)
                        .map(GuessedTokensTests::tokenAt)
                        .boxed()
                        .toList());
        assertThat(steps).isLessThan(40);
        scheduler.remove(sequence);
        assertThat(pool.available()).isEqualTo(pool.total());
    }

    @Test
    void nothingIsGuessedBesideManyAnswers() {
        Scheduler scheduler = new Scheduler(new BlockPool(64, BLOCK), 8, true);
        IntStream.range(0, 5).forEach(_ -> scheduler.add(sequence(1, 30)));
        for (int i = 0; i < 30; i++) {
            step(scheduler);
        }

        assertThat(guessed).isZero();
    }

    @Test
    void wrongGuessIsReadAgain() {
        Scheduler scheduler = new Scheduler(new BlockPool(32, BLOCK), 4, true);
        Sequence sequence = sequence(6, 60);
        scheduler.add(sequence);
        while (guessed == right) {
            step(scheduler);
        }

        Piece next = scheduler.next(BUDGET).pieces().getFirst();

        assertThat(next.start()).isEqualTo(6 + sequence.answerTokens() - 1);
        assertThat(next.tokens()[0]).isEqualTo(sequence.last());
    }

    @Test
    void guessesTakeNobodysMemory() {
        BlockPool pool = new BlockPool(5, BLOCK);
        Scheduler scheduler = new Scheduler(pool, 4, true);
        scheduler.add(sequence(7, 3));
        scheduler.add(sequence(7, 3));
        step(scheduler);
        step(scheduler);
        step(scheduler);

        assertThat(scheduler.preemptions()).isZero();
    }

    @Test
    void anyComingAndGoingLeavesAllAnswersAsTheModelSaysThem() {
        Random random = new Random(7);
        BlockPool pool = new BlockPool(24, BLOCK);
        Scheduler scheduler = new Scheduler(pool, 4, true);
        List<Sequence> open = new ArrayList<>();
        int whole = 0;
        for (int round = 0; round < 5_000; round++) {
            if (random.nextInt(8) == 0 && open.size() < 8) {
                Sequence sequence = sequence(1 + random.nextInt(30), 1 + random.nextInt(60));
                scheduler.add(sequence);
                open.add(sequence);
            }
            if (random.nextInt(60) == 0 && !open.isEmpty()) {
                scheduler.remove(open.remove(random.nextInt(open.size())));
            }
            step(scheduler);
            for (Sequence sequence : List.copyOf(open)) {
                if (sequence.isFull()) {
                    int prompt = sequence.promptTokens();
                    assertThat(written.get(sequence))
                            .isEqualTo(IntStream.range(prompt, prompt + sequence.answerTokens())
                                    .map(GuessedTokensTests::tokenAt)
                                    .boxed()
                                    .toList());
                    scheduler.remove(sequence);
                    open.remove(sequence);
                    whole++;
                }
            }
        }
        open.forEach(scheduler::remove);

        assertThat(whole).isGreaterThan(100);
        assertThat(right).isGreaterThan(500);
        assertThat(guessed).isGreaterThan(right);
        assertThat(scheduler.preemptions()).isPositive();
        assertThat(pool.available()).isEqualTo(pool.total());
    }

    /** A step as the engine does it, on a cache that really holds what was read into it. */
    private void step(Scheduler scheduler) {
        Step step = scheduler.next(BUDGET);
        step.pieces().forEach(this::isSound);
        scheduler.done(step);
        for (Piece piece : step.pieces()) {
            if (piece.isLast()) {
                check(scheduler, piece);
            }
        }
    }

    private void isSound(Piece piece) {
        assertThat(piece.start()).isEqualTo(piece.sequence().cached());
        assertThat(piece.blocks().length * BLOCK).isGreaterThanOrEqualTo(piece.start() + piece.tokens().length);
        for (int i = 0; i < piece.known(); i++) {
            assertThat(piece.tokens()[i]).isEqualTo(tokenAt(piece.start() + i));
        }
    }

    private void check(Scheduler scheduler, Piece piece) {
        Sequence sequence = piece.sequence();
        int confirmed = 0;
        for (int i = 0; i <= piece.guessed(); i++) {
            int token = tokenAt(sequence.promptTokens() + sequence.answerTokens());
            sequence.append(token);
            written.computeIfAbsent(sequence, _ -> new ArrayList<>()).add(token);
            if (i == piece.guessed() || piece.tokens()[piece.known() + i] != token) {
                break;
            }
            confirmed++;
        }
        if (confirmed > 0) {
            scheduler.confirm(sequence, confirmed);
        }
        guessed += piece.guessed();
        right += confirmed;
    }
}
