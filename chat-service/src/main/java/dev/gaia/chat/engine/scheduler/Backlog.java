package dev.gaia.chat.engine.scheduler;

import dev.gaia.chat.engine.Admission;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

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
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private final int places;
    private final int room;

    /** In the order in which they were admitted. */
    private final Set<Sequence> admitted = new LinkedHashSet<>();

    // Before anything is measured, better too fast than too slow: nobody is to be refused by a guess.
    private double secondsPerRead = 0.0005;
    private double secondsPerWritten = 0.002;
    private double answerTokens = 32;
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
            return Optional.of(new Admission.QueueFull(retryAfter(wait)));
        }
        for (Sequence newcomer : newcomers) {
            double excess = secondsUntilStart(newcomer) - seconds(maxWait);
            if (excess > 0) {
                newcomers.forEach(admitted::remove);
                return Optional.of(new Admission.WaitTooLong(retryAfter(excess)));
            }
            admitted.add(newcomer);
        }
        return Optional.empty();
    }

    /** When to come back instead of one that has waited in vain. */
    public synchronized Duration retryAfter(Sequence expired, Duration maxWait) {
        return retryAfter(secondsUntilStart(expired) - seconds(maxWait));
    }

    /** It needs nothing any more, however it ended. */
    public synchronized void leave(Sequence sequence) {
        if (admitted.remove(sequence) && sequence.answerTokens() > 0) {
            answersSeen = Math.min(answersSeen + 1, ANSWERS_TO_LEARN_FROM);
            answerTokens += (sequence.answerTokens() - answerTokens) / answersSeen;
        }
    }

    /** A step has read and written so many tokens in this time. */
    public synchronized void learn(int read, int written, long nanos) {
        double seconds = nanos / 1e9;
        if (read == 0) {
            secondsPerWritten += LEARNING * (seconds / written - secondsPerWritten);
        } else {
            double writing = Math.min(written * secondsPerWritten, 0.9 * seconds);
            secondsPerRead += LEARNING * ((seconds - writing) / read - secondsPerRead);
        }
    }

    /** When one that is not admitted yet, or waits since longest, would start if nobody else came. */
    private double secondsUntilStart(Sequence newcomer) {
        List<Sequence> ahead = ahead(newcomer);
        Rounds rounds = new Rounds(places + secondPlaces(newcomer));
        running(other -> other.priority().compareTo(newcomer.priority()) <= 0).forEach(rounds::enter);
        ahead.forEach(rounds::enter);
        rounds.waitForPlace();
        return Math.max(rounds.seconds, secondsUntilRead(newcomer, ahead));
    }

    private double secondsUntilDeparture(int departures) {
        Rounds rounds = new Rounds(places);
        admitted.forEach(rounds::enter);
        for (int i = 0; i < departures; i++) {
            rounds.waitForDeparture();
        }
        return rounds.seconds;
    }

    /** Whoever waits starts only when those before it are read; beside running answers that takes twice as long. */
    private double secondsUntilRead(Sequence newcomer, List<Sequence> ahead) {
        List<Sequence> running = running(other -> other.priority().compareTo(newcomer.priority()) <= 0);
        long unread = running.stream()
                        .mapToLong(other -> other.unread() > 1 ? other.unread() : 0)
                        .sum()
                + ahead.stream().mapToLong(Sequence::unread).sum();
        boolean answersRun = running.stream().anyMatch(other -> other.unread() == 1);
        return unread * secondsPerRead * (answersRun ? 2 : 1);
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

    /** Seconds of the whole engine that are left for a sequence. */
    private double work(Sequence sequence) {
        int written = sequence.answerTokens();
        double left = Math.min(Math.max(answerTokens - written, answerTokens / 4), sequence.maxTokens() - written);
        int unread = sequence.unread() > 1 ? sequence.unread() : 0;
        return unread * secondsPerRead + Math.max(left, 1) * secondsPerWritten;
    }

    private static Duration retryAfter(double seconds) {
        Duration rounded = Duration.ofSeconds((long) Math.ceil(seconds));
        if (rounded.compareTo(SHORTEST_RETRY) < 0) {
            return SHORTEST_RETRY;
        }
        return rounded.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : rounded;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Sequences that advance alike in a number of places, one after the other where they are more. */
    private final class Rounds {

        private final int places;

        /** How much each will have had when it ends, counted from the beginning. */
        private final PriorityQueue<Double> ends = new PriorityQueue<>();

        private double had;
        private double seconds;

        Rounds(int places) {
            this.places = places;
        }

        void enter(Sequence sequence) {
            waitForPlace();
            ends.add(had + work(sequence));
        }

        void waitForPlace() {
            while (ends.size() >= places) {
                waitForDeparture();
            }
        }

        void waitForDeparture() {
            int sharing = ends.size();
            Double end = ends.poll();
            if (end != null) {
                seconds += (end - had) * sharing;
                had = end;
            }
        }
    }
}
