package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.Admission;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What has been admitted and is not done, and how fast the engine gets things done: from both, when a newcomer would start,
 * and so whether it is admitted at all. Any thread may ask.
 *
 * <p>All that runs is taken to advance alike, as the scheduler has it. Whether memory suffices is not considered: that shows
 * when a sequence is to start, and those that wait too long for it end then.
 */
public final class Backlog {

    private static final double LEARNING = 0.1;
    private static final int ANSWERS_TO_LEARN_FROM = 32;
    /** Whoever comes back shall not be refused again for an estimate that was a little too low. */
    private static final double CAUTION = 1.25;

    private static final double GUESSED_STEP = 0.01;
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private final int places;
    private final int room;

    /** In the order in which they were admitted. */
    private final Set<Sequence> admitted = new LinkedHashSet<>();

    // Before anything is measured, better too fast than too slow: nobody is to be refused by a guess.
    private double secondsPerRead = 0.0005;
    private double answerTokens = 32;

    /** By the logarithm of how many answers a step writes a token of; 0 while that is not known. */
    private final double[] secondsPerStep = new double[Integer.SIZE + 1];

    private int answersSeen;

    /**
     * @param places how many sequences run at once
     * @param queue how many may wait beside them
     */
    public Backlog(int places, int queue) {
        this.places = places;
        this.room = places + queue;
    }

    /**
     * Takes all of them, or none and says why.
     *
     * @param newcomers of one request
     * @param maxWait how long each may wait before it starts
     */
    public synchronized Optional<Admission> admit(List<Sequence> newcomers, Duration maxWait) {
        int tooMany = admitted.size() + newcomers.size() - room;
        if (tooMany > 0) {
            double wait =
                    Math.max(secondsUntilDeparture(tooMany), secondsUntilStart(newcomers.getLast()) - seconds(maxWait));
            return Optional.of(new Admission.QueueFull(rounded(CAUTION * wait)));
        }
        for (Sequence newcomer : newcomers) {
            if (secondsUntilStart(newcomer) > seconds(maxWait)) {
                Duration retryAfter = retryAfter(newcomer, maxWait);
                newcomers.forEach(admitted::remove);
                return Optional.of(new Admission.WaitTooLong(retryAfter));
            }
            admitted.add(newcomer);
        }
        return Optional.empty();
    }

    /** When to come back instead of one that is refused or has waited in vain. */
    public synchronized Duration retryAfter(Sequence refused, Duration maxWait) {
        return rounded(CAUTION * secondsUntilStart(refused) - seconds(maxWait));
    }

    /** It needs nothing any more, however it ended. */
    public synchronized void leave(Sequence sequence) {
        if (admitted.remove(sequence) && sequence.answerTokens() > 0) {
            answersSeen = Math.min(answersSeen + 1, ANSWERS_TO_LEARN_FROM);
            answerTokens += (sequence.answerTokens() - answerTokens) / answersSeen;
        }
    }

    public synchronized boolean isEmpty() {
        return admitted.isEmpty();
    }

    /** A step has read and written so many tokens in this time. */
    public synchronized void learn(int read, int written, long nanos) {
        double seconds = nanos / 1e9;
        if (read == 0) {
            int size = size(written);
            double known = secondsPerStep[size];
            secondsPerStep[size] = known == 0 ? seconds : known + LEARNING * (seconds - known);
        } else {
            double writing = written == 0 ? 0 : Math.min(secondsPerStep(written), 0.9 * seconds);
            secondsPerRead += LEARNING * ((seconds - writing) / read - secondsPerRead);
        }
    }

    /** Where nothing is known of so many answers, a step takes as long as with the next fewer, or else with the next more. */
    private double secondsPerStep(int answers) {
        int size = size(answers);
        return IntStream.concat(
                        IntStream.iterate(size, fewer -> fewer >= 0, fewer -> fewer - 1),
                        IntStream.range(size, secondsPerStep.length))
                .mapToDouble(known -> secondsPerStep[known])
                .filter(seconds -> seconds > 0)
                .findFirst()
                .orElse(GUESSED_STEP);
    }

    private static int size(int answers) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(answers - 1);
    }

    /** When one that is not admitted yet, or waits since longest, would start if nobody else came. */
    private double secondsUntilStart(Sequence newcomer) {
        Rounds rounds = new Rounds(places + secondPlaces(newcomer));
        running(other -> other.priority().compareTo(newcomer.priority()) <= 0).forEach(rounds::enter);
        ahead(newcomer).forEach(rounds::enter);
        rounds.waitForPlace();
        return rounds.seconds;
    }

    private double secondsUntilDeparture(int departures) {
        Rounds rounds = new Rounds(places);
        admitted.forEach(rounds::enter);
        for (int i = 0; i < departures; i++) {
            rounds.waitForDeparture();
        }
        return rounds.seconds;
    }

    /** Those that wait and go first: the more urgent, and as many of each other caller's as the newcomer's caller has. */
    private List<Sequence> ahead(Sequence newcomer) {
        long own = count(newcomer, other -> other.caller().equals(newcomer.caller()));
        return admitted.stream()
                .filter(other -> !other.isRunning() && other != newcomer)
                .filter(other -> switch (Integer.signum(other.priority().compareTo(newcomer.priority()))) {
                    case -1 -> true;
                    case 0 -> other.caller().equals(newcomer.caller()) || rank(other) <= own + 1;
                    default -> false;
                })
                .toList();
    }

    /** Which one of its caller's it is, from 1 on. */
    private long rank(Sequence sequence) {
        long before = admitted.stream()
                .takeWhile(other -> other != sequence)
                .filter(other -> other.caller().equals(sequence.caller()))
                .filter(other -> other.priority() == sequence.priority())
                .count();
        return before + 1;
    }

    /** How many places would be vacated for a caller who has none. */
    private int secondPlaces(Sequence newcomer) {
        if (count(newcomer, other -> other.caller().equals(newcomer.caller())) > 0) {
            return 0;
        }
        List<Sequence> alike = running(other -> other.priority() == newcomer.priority());
        return alike.size()
                - (int) alike.stream().map(Sequence::caller).distinct().count();
    }

    private long count(Sequence newcomer, Predicate<Sequence> which) {
        return admitted.stream()
                .filter(other -> other != newcomer && other.priority() == newcomer.priority())
                .filter(which)
                .count();
    }

    private List<Sequence> running(Predicate<Sequence> which) {
        return admitted.stream().filter(Sequence::isRunning).filter(which).toList();
    }

    /** As long as the last ones, or as those that run are already. */
    private double expectedAnswer() {
        return admitted.stream().filter(Sequence::isRunning).mapToInt(Sequence::answerTokens).average().stream()
                .reduce(answerTokens, Math::max);
    }

    private double secondsToRead(Sequence sequence) {
        return sequence.unread() > 1 ? sequence.unread() * secondsPerRead : 0;
    }

    private static Duration rounded(double seconds) {
        Duration rounded = Duration.ofSeconds((long) Math.ceil(seconds));
        if (rounded.compareTo(SHORTEST_RETRY) < 0) {
            return SHORTEST_RETRY;
        }
        return rounded.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : rounded;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Sequences that write a token each in every step, in a number of places, one after the other where they are more. */
    private final class Rounds {

        private final int places;
        private final double expectedAnswer = expectedAnswer();

        /** After how many steps each ends, counted from now. */
        private final PriorityQueue<Double> ends = new PriorityQueue<>();

        private double steps;
        private double seconds;

        Rounds(int places) {
            this.places = places;
        }

        void enter(Sequence sequence) {
            waitForPlace();
            seconds += secondsToRead(sequence); // before anybody after it starts, places or not
            ends.add(steps + left(sequence));
        }

        private double left(Sequence sequence) {
            int written = sequence.answerTokens();
            double expected = Math.max(expectedAnswer - written, expectedAnswer / 4);
            return Math.clamp(expected, 1, Math.max(1, sequence.maxTokens() - written));
        }

        void waitForPlace() {
            while (ends.size() >= places) {
                waitForDeparture();
            }
        }

        void waitForDeparture() {
            int answering = ends.size();
            Double end = ends.poll();
            if (end != null) {
                seconds += (end - steps) * secondsPerStep(answering);
                steps = end;
            }
        }
    }
}
