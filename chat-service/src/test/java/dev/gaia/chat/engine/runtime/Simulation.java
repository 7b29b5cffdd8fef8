package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Priority;
import dev.gaia.chat.engine.scheduler.Scheduler;
import dev.gaia.chat.engine.scheduler.Sequence;
import dev.gaia.chat.engine.scheduler.Step;
import dev.gaia.chat.engine.scheduler.WatchedScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Traffic on the real scheduler, block pool and step budget in virtual time: the loop is the engine's, and a step takes as long
 * as the default model takes for it on two cores.
 */
final class Simulation {

    private static final long STEP = 6_000_000;
    private static final long ANSWER_TOKEN = 800_000;
    private static final long PROMPT_TOKEN = 700_000;

    /** For every token that one of a step's tokens looks back on. */
    private static final long LOOK_BACK = 400;

    private static final int PROMPT_TOKENS_A_STEP = 256;
    private static final int TOKEN_OF_ANSWERS = -1;

    /** A client and what became of its request. */
    static final class Request {

        private final String caller;
        private final Priority priority;
        private final int[] prompt;
        private final int answerTokens;
        private final List<Long> tokens = new ArrayList<>();
        private long came;
        private @Nullable Sequence sequence;
        private boolean refused;
        private boolean left;

        private Request(String caller, Priority priority, int[] prompt, int answerTokens) {
            this.caller = caller;
            this.priority = priority;
            this.prompt = prompt;
            this.answerTokens = answerTokens;
        }

        boolean isServed() {
            return tokens.size() == answerTokens;
        }

        boolean wasRefused() {
            return refused;
        }

        boolean hasLeft() {
            return left;
        }

        /** Nanoseconds from its coming to its first token. */
        long firstToken() {
            return tokens.getFirst() - came;
        }

        long end() {
            return tokens.getLast();
        }

        /** Nanoseconds between each of its tokens and the next. */
        LongStream gaps(long from, long to) {
            return LongStream.range(1, tokens.size())
                    .filter(i -> tokens.get((int) i) > from && tokens.get((int) i) <= to)
                    .map(i -> tokens.get((int) i) - tokens.get((int) i - 1));
        }
    }

    private record Event(long at, Runnable what) {}

    private final WatchedScheduler scheduler;
    private final int maxAdmitted;
    private final StepBudget budget = new StepBudget(PROMPT_TOKENS_A_STEP);
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    private final Map<Sequence, Request> alive = new IdentityHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private int nextToken;
    private long now;
    private final NavigableMap<Long, Long> stepNanosByEnd = new TreeMap<>();
    private int mostWaiting;
    private double mostUsed;

    /** @param maxQueued how many may wait beside those that run, as the engine bounds it */
    Simulation(WatchedScheduler scheduler, int maxRunning, int maxQueued) {
        this.scheduler = scheduler;
        this.maxAdmitted = maxRunning + maxQueued;
    }

    /** A prompt that begins with a persona that all have in common and goes on with what nobody else says. */
    Request comes(Duration at, String caller, Priority priority, int persona, int promptTokens, int answerTokens) {
        int[] prompt = new int[persona + promptTokens];
        Arrays.setAll(prompt, i -> i < persona ? -2 - i : nextToken++);
        Request request = new Request(caller, priority, prompt, answerTokens);
        request.came = at.toNanos();
        requests.add(request);
        events.add(new Event(at.toNanos(), () -> admit(request)));
        return request;
    }

    void leaves(Duration at, Request request) {
        events.add(new Event(at.toNanos(), () -> {
            Sequence sequence = request.sequence;
            if (sequence != null && alive.remove(sequence) != null) {
                scheduler.remove(sequence);
                request.left = true;
            }
        }));
    }

    private void admit(Request request) {
        if (alive.size() == maxAdmitted) {
            request.refused = true;
            return;
        }
        Sequence sequence = new Sequence(request.caller, request.priority, request.prompt, request.answerTokens);
        request.sequence = sequence;
        alive.put(sequence, request);
        scheduler.add(sequence);
    }

    void run() {
        while (!events.isEmpty() || !alive.isEmpty()) {
            if (alive.isEmpty()) {
                now = Math.max(now, events.element().at());
            }
            while (!events.isEmpty() && events.element().at() <= now) {
                events.remove().what().run();
            }
            if (!alive.isEmpty()) {
                step();
            }
        }
    }

    private void step() {
        Scheduler books = scheduler.books();
        Step step = scheduler.next(budget.promptTokens(books.isAnswering()));
        if (step.isEmpty()) {
            throw new AssertionError("Nothing runs though " + books.waiting() + " wait");
        }
        mostWaiting = Math.max(mostWaiting, books.waiting());
        mostUsed = Math.max(
                mostUsed, (double) scheduler.pool().used() / scheduler.pool().total());
        int answerTokens =
                (int) step.pieces().stream().filter(Step.Piece::isDecoding).count();
        int promptTokens = step.tokens() - answerTokens;
        long nanos = STEP
                + answerTokens * ANSWER_TOKEN
                + promptTokens * PROMPT_TOKEN
                + step.pieces().stream().mapToLong(Simulation::lookedBackOn).sum() * LOOK_BACK;
        now += nanos;
        stepNanosByEnd.put(now, nanos);
        budget.learn(promptTokens, answerTokens, nanos);
        scheduler.done(step);
        step.pieces().stream()
                .filter(Step.Piece::isLast)
                .map(Step.Piece::sequence)
                .forEach(this::sample);
    }

    private static long lookedBackOn(Step.Piece piece) {
        long tokens = piece.tokens().length;
        return tokens * piece.start() + tokens * (tokens + 1) / 2;
    }

    private void sample(Sequence sequence) {
        Request request = alive.get(sequence);
        if (request == null) {
            throw new AssertionError("A sequence that has left still runs");
        }
        sequence.append(TOKEN_OF_ANSWERS);
        request.tokens.add(now);
        if (sequence.isFull()) {
            alive.remove(sequence);
            scheduler.remove(sequence);
        }
    }

    /** Of those that the request has seen. */
    long longestStepUntilFirstTokenOf(Request request) {
        return Collections.max(stepNanosByEnd
                .subMap(request.came, false, request.tokens.getFirst(), true)
                .values());
    }

    /** The q-quantile of all gaps of some requests in a time. */
    static double gapMillis(List<Request> requests, double q, long from, long to) {
        return quantileMillis(requests.stream().flatMapToLong(request -> request.gaps(from, to)), q);
    }

    private static double quantileMillis(LongStream nanos, double q) {
        long[] sorted = nanos.sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(q * sorted.length) - 1] / 1e6;
    }

    private double firstTokenMillis(double q) {
        return quantileMillis(
                requests.stream().filter(request -> !request.tokens.isEmpty()).mapToLong(Request::firstToken), q);
    }

    /** A row of the report. */
    String row(String scenario) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %.0f | %.0f | %.1f | %.1f | %d | %d | %d | %.0f %% |%n",
                scenario,
                count(Request::isServed),
                count(Request::wasRefused),
                count(Request::hasLeft),
                firstTokenMillis(0.5),
                firstTokenMillis(0.99),
                gapMillis(requests, 0.5, 0, Long.MAX_VALUE),
                gapMillis(requests, 0.99, 0, Long.MAX_VALUE),
                scheduler.books().preemptions(),
                scheduler.books().reusedTokens(),
                mostWaiting,
                100 * mostUsed);
    }

    static String header() {
        return """
                | scenario | served | refused | left | first token p50 | p99 | gap p50 | p99 | pre-empted | reused tokens | most waiting | KV most |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """;
    }

    long count(Predicate<Request> which) {
        return requests.stream().filter(which).count();
    }
}
