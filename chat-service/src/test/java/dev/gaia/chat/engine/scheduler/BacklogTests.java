package dev.gaia.chat.engine.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.kvcache.BlockPool;
import dev.gaia.chat.engine.scheduler.Step.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On an engine whose steps take a time that is told, not passed. */
class BacklogTests {

    private static final int PLACES = 8;
    private static final int QUEUE = 24;
    private static final int BUDGET = 64;
    private static final Duration PATIENT = Duration.ofHours(1);

    private static final long NANOS_PER_READ = 400_000;
    private static final long NANOS_PER_STEP = 6_000_000;
    private static final long NANOS_PER_WRITTEN = 1_000_000;

    private final Scheduler scheduler = new Scheduler(new BlockPool(100_000, 16), PLACES, false);
    private final Backlog backlog = new Backlog(PLACES, QUEUE);
    private final List<Sequence> open = new ArrayList<>();
    private final Map<Sequence, Long> startedAt = new HashMap<>();
    private final Random random = new Random(7);
    private long now;
    private int nextToken;

    @Test
    void whoeverFindsAPlaceIsTakenHoweverImpatient() {
        for (int i = 0; i < PLACES; i++) {
            assertThat(admit(sequence("a", 1, 4), Duration.ofMillis(10))).isEmpty();
        }
    }

    @Test
    void noMoreAreTakenThanRunAndWait() {
        for (int i = 0; i < PLACES + QUEUE; i++) {
            assertThat(admit(sequence("a", 4, 4), PATIENT)).isEmpty();
        }

        assertThat(admit(sequence("b", 4, 4), PATIENT)).get().isInstanceOf(Admission.QueueFull.class);
        run();
        assertThat(admit(sequence("b", 4, 4), PATIENT)).isEmpty();
    }

    @Test
    void allOfARequestAreTakenOrNone() {
        for (int i = 0; i < PLACES + QUEUE - 2; i++) {
            admit(sequence("a", 4, 4), PATIENT);
        }
        List<Sequence> three =
                IntStream.range(0, 3).mapToObj(_ -> sequence("b", 4, 4)).toList();

        assertThat(backlog.admit(three, PATIENT)).isPresent();
        assertThat(backlog.admit(three.subList(0, 2), PATIENT)).isEmpty();
    }

    @Test
    void noneIsTakenWhenOnlySomeWouldStartInTime() {
        learn();
        for (int i = 0; i < PLACES - 1; i++) {
            admit(sequence("a", 16, 400), PATIENT);
        }
        step();
        List<Sequence> two = List.of(sequence("a", 16, 400), sequence("a", 16, 400));

        assertThat(backlog.admit(two, Duration.ofMillis(100))).get().isInstanceOf(Admission.WaitTooLong.class);
        assertThat(admit(sequence("a", 16, 400), Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void estimateIsWithinAFactorOfTwo() {
        learn();
        int compared = 0;
        for (int round = 0; round < 20; round++) {
            int busy = PLACES + 4 + random.nextInt(QUEUE - 4);
            while (open.size() < busy) {
                admit(sequence("a", 16 + random.nextInt(200), 40 + random.nextInt(40)), PATIENT);
            }
            IntStream.range(0, random.nextInt(30)).forEach(_ -> step());

            double estimate = estimate(() -> sequence("a", 16, 40));
            Sequence newcomer = sequence("a", 16, 40);
            long arrived = now;
            if (admit(newcomer, PATIENT).isEmpty()) {
                while (!startedAt.containsKey(newcomer)) {
                    step();
                }
                double waited = (startedAt.get(newcomer) - arrived) / 1e9;
                assertThat(estimate).isBetween(waited / 2, waited * 2);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(15);
    }

    @Test
    void whoeverComesBackAfterTheTimeThatWasToldIsTaken() {
        learn();
        Duration patience = Duration.ofSeconds(1);
        for (int round = 0; round < 20; round++) {
            while (open.size() < PLACES + QUEUE - 1) {
                admit(sequence("a", 50, 40 + random.nextInt(40)), PATIENT);
            }

            Duration told = retryAfter(admit(sequence("a", 50, 60), patience).orElseThrow());

            assertThat(told).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
            for (long until = now + told.toNanos(); now < until; ) {
                step();
            }
            assertThat(admit(sequence("a", 50, 60), patience)).isEmpty();
        }
    }

    @Test
    void whoeverFoundTheQueueFullIsTakenAfterTheTimeThatWasTold() {
        learn();
        while (admit(sequence("a", 50, 60), PATIENT).isEmpty()) {
            step();
        }
        Optional<Admission> refusal = admit(sequence("a", 50, 60), PATIENT);

        for (long until = now + retryAfter(refusal.orElseThrow()).toNanos(); now < until; ) {
            step();
        }

        assertThat(admit(sequence("a", 50, 60), PATIENT)).isEmpty();
    }

    @Test
    void answersThatAreLongerThanEverAreNoticedWhileTheyRun() {
        learn();
        for (int i = 0; i < PLACES; i++) {
            admit(sequence("a", 16, 2_000), PATIENT);
        }
        double before = estimate(() -> sequence("a", 16, 40));

        IntStream.range(0, 1_000).forEach(_ -> step());

        assertThat(estimate(() -> sequence("a", 16, 40))).isGreaterThan(2 * before);
    }

    @Test
    void speedOfOneAnswerIsNotTakenForThatOfMany() {
        for (int i = 0; i < 10; i++) {
            admit(sequence("a", 16, 60), PATIENT);
            run();
        }
        for (int i = 0; i < 2 * PLACES; i++) {
            admit(sequence("a", 16, 60), PATIENT);
        }

        double estimate = estimate(() -> sequence("a", 16, 60));

        Sequence newcomer = sequence("a", 16, 60);
        long arrived = now;
        admit(newcomer, PATIENT);
        while (!startedAt.containsKey(newcomer)) {
            step();
        }
        double waited = (startedAt.get(newcomer) - arrived) / 1e9;
        assertThat(estimate).isBetween(waited / 2, waited * 2);
    }

    @Test
    void moreUrgentRequestDoesNotWaitForLessUrgentOnes() {
        learn();
        for (int i = 0; i < PLACES + QUEUE - 1; i++) {
            admit(new Sequence("a", Priority.BATCH, prompt(16), 400), PATIENT);
        }
        step();

        assertThat(admit(new Sequence("a", Priority.BATCH, prompt(16), 40), Duration.ofMillis(50)))
                .isPresent();
        assertThat(admit(new Sequence("a", Priority.INTERACTIVE, prompt(16), 40), Duration.ofMillis(50)))
                .isEmpty();
    }

    @Test
    void callerWithNothingDoesNotWaitForOneWithMuch() {
        learn();
        for (int i = 0; i < PLACES + QUEUE - 1; i++) {
            admit(sequence("greedy", 16, 400), PATIENT);
        }
        IntStream.range(0, 20).forEach(_ -> step());

        assertThat(admit(sequence("greedy", 16, 40), Duration.ofMillis(100))).isPresent();
        assertThat(admit(sequence("modest", 16, 40), Duration.ofMillis(100))).isEmpty();
    }

    @Test
    void longPromptsAheadCountThoughPlacesAreFree() {
        learn();
        admit(sequence("a", 5_000, 10), PATIENT);
        step();

        assertThat(estimate(() -> sequence("a", 16, 40))).isBetween(1.0, 4.0);
    }

    private interface Newcomer {

        Sequence make();
    }

    /** The shortest patience that suffices, in seconds. */
    private double estimate(Newcomer newcomer) {
        double low = 0;
        double high = 3_600;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            Sequence asking = newcomer.make();
            if (backlog.admit(List.of(asking), Duration.ofNanos((long) (middle * 1e9)))
                    .isEmpty()) {
                backlog.leave(asking);
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Serves some, so that rates and lengths are known. */
    private void learn() {
        for (int i = 0; i < 3 * PLACES; i++) {
            admit(sequence("a", 16 + random.nextInt(200), 40 + random.nextInt(40)), PATIENT);
        }
        run();
    }

    private void run() {
        while (!open.isEmpty()) {
            step();
        }
    }

    private Optional<Admission> admit(Sequence sequence, Duration maxWait) {
        Optional<Admission> refusal = backlog.admit(List.of(sequence), maxWait);
        if (refusal.isEmpty()) {
            scheduler.add(sequence);
            open.add(sequence);
        }
        return refusal;
    }

    private void step() {
        Step step = scheduler.next(scheduler.isAnswering() ? 12 : BUDGET);
        int written = (int) step.pieces().stream().filter(Piece::isDecoding).count();
        int read = step.tokens() - written;
        long nanos = NANOS_PER_STEP + read * NANOS_PER_READ + written * NANOS_PER_WRITTEN;
        step.pieces().forEach(piece -> startedAt.putIfAbsent(piece.sequence(), now));
        now += nanos;
        if (!step.isEmpty()) {
            backlog.learn(read, written, nanos);
        }
        scheduler.done(step);
        step.pieces().stream()
                .filter(Piece::isLast)
                .forEach(piece -> piece.sequence().append(nextToken++));
        List.copyOf(open).stream().filter(Sequence::isFull).forEach(this::finish);
    }

    private void finish(Sequence sequence) {
        scheduler.remove(sequence);
        backlog.leave(sequence);
        open.remove(sequence);
    }

    private Sequence sequence(String caller, int promptTokens, int answerTokens) {
        return new Sequence(caller, Priority.INTERACTIVE, prompt(promptTokens), answerTokens);
    }

    private int[] prompt(int tokens) {
        nextToken += tokens;
        return IntStream.range(nextToken - tokens, nextToken).toArray();
    }

    private static Duration retryAfter(Admission refusal) {
        return switch (refusal) {
            case Admission.QueueFull(Duration retryAfter) -> retryAfter;
            case Admission.WaitTooLong(Duration retryAfter) -> retryAfter;
            default -> throw new AssertionError(refusal);
        };
    }
}
