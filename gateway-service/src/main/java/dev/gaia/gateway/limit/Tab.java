package dev.gaia.gateway.limit;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one subject has used, as far as this gateway knows: what Redis said last, and what has happened here since. Far from its limits a
 * request is decided by that alone and told to Redis afterwards, near them Redis is asked first, and without Redis a share of
 * the limits holds here. Plain Java; the time comes in as an argument, in microseconds of any clock.
 */
final class Tab {

    /** Redis answers for all gateways, so its word is taken for true no longer than this. */
    private static final long FRESH_MICROS = Duration.ofSeconds(5).toNanos() / 1_000;

    /** The part of a quota that is not given away without asking, and the part that one gateway may use before it tells. */
    private static final double MARGIN = 0.1;

    private static final double UNTOLD = 0.05;

    /** The place of one answer or stream; only its tab touches it. */
    static final class Slot {

        private boolean taken;
        private boolean ended;
    }

    /** What Redis is told and asked; {@code request} is false when it is only told. */
    record Question(
            Limits limits,
            long[] untold,
            boolean request,
            @Nullable Slot slot,
            int open) {}

    /**
     * What Redis answers.
     *
     * @param refusedBy the place of the quota that is used up, their number for the streams, -1 for none
     * @param owedMicros how long until each quota is whole again
     * @param openElsewhere streams at other gateways
     */
    record Answer(int refusedBy, double[] owedMicros, int openElsewhere) {}

    private final String key;
    private Limits limits;
    private double[] wholeAt;
    private long[] untold;
    private long[] underWay;
    private int open;
    private int openElsewhere;
    private long learnedAt = Long.MIN_VALUE / 2;
    private long usedAt;
    private Verdict.@Nullable Refused refusal;
    private long refusedUntil;

    Tab(String key, Limits limits) {
        this.key = key;
        this.limits = limits;
        this.wholeAt = new double[limits.quotas().size()];
        this.untold = new long[wholeAt.length];
        this.underWay = new long[wholeAt.length];
    }

    String key() {
        return key;
    }

    /**
     * Decides without Redis where that is certain enough.
     *
     * @param slot of an answer or a stream, which {@link #release} gives back
     * @return {@code null} when Redis has to be asked
     */
    synchronized @Nullable Verdict decide(Limits now, @Nullable Slot slot, long micros) {
        limits = now;
        usedAt = micros;
        if (refusal != null && micros < refusedUntil) {
            return new Verdict.Refused(refusal.policy(), Duration.ofNanos((refusedUntil - micros) * 1_000));
        }
        refusal = null;
        if (micros - learnedAt > FRESH_MICROS || !hasPlenty(slot, micros)) {
            return null;
        }
        use(slot, micros, 1);
        return Verdict.ADMITTED;
    }

    private boolean hasPlenty(@Nullable Slot slot, long micros) {
        for (int i = 0; i < wholeAt.length; i++) {
            Quota quota = limits.quotas().get(i);
            if (quota != null
                    && (quota.remaining(owed(i, micros)) <= quota.amount() * MARGIN + 1
                            || untold[i] > quota.amount() * UNTOLD)) {
                return false;
            }
        }
        return slot == null
                || limits.open() == 0
                || open + 1 + openElsewhere <= limits.open() - Math.max(1, (int) (limits.open() * MARGIN));
    }

    private double owed(int i, long micros) {
        return Math.max(0, wholeAt[i] - micros);
    }

    private void use(@Nullable Slot slot, long micros, double share) {
        spend(Limits.REQUESTS, 1, micros, share);
        untold[Limits.REQUESTS]++;
        take(slot);
    }

    /** Once, and not for somebody who has gone. */
    private void take(@Nullable Slot slot) {
        if (slot != null && !slot.taken && !slot.ended) {
            slot.taken = true;
            open++;
        }
    }

    private void spend(int i, long amount, long micros, double share) {
        Quota quota = limits.quotas().get(i);
        if (quota != null) {
            wholeAt[i] = micros + owed(i, micros) + amount * quota.intervalMicros() / share;
        }
    }

    /** What to send to Redis; everything that it was not told yet goes with it. */
    synchronized Question question(boolean request, @Nullable Slot slot) {
        long[] told = untold;
        untold = new long[told.length];
        for (int i = 0; i < told.length; i++) {
            underWay[i] += told[i];
        }
        return new Question(limits, told, request, slot, open);
    }

    /** Redis answered; a request that it admits has been used up there. */
    synchronized Verdict learn(Question question, Answer answer, long micros) {
        boolean admitted = answer.refusedBy() < 0;
        settle(question);
        learnedAt = micros;
        openElsewhere = answer.openElsewhere();
        for (int i = 0; i < wholeAt.length; i++) {
            Quota quota = limits.quotas().get(i);
            if (quota != null) {
                wholeAt[i] = micros + answer.owedMicros()[i] + (untold[i] + underWay[i]) * quota.intervalMicros();
            }
        }
        if (admitted) {
            take(question.slot());
        }
        return admitted ? Verdict.ADMITTED : refused(question.limits(), answer, micros);
    }

    private Verdict refused(Limits asked, Answer answer, long micros) {
        int by = answer.refusedBy();
        Quota quota = by < asked.quotas().size() ? asked.quotas().get(by) : null;
        if (quota == null) {
            return new Verdict.Refused(Limits.STREAMS, Duration.ofSeconds(1));
        }
        long wait = (long) Math.ceil(answer.owedMicros()[by] + quota.intervalMicros() - quota.windowMicros());
        Verdict.Refused verdict = new Verdict.Refused(quota.policy(), Duration.ofNanos(Math.max(1, wait) * 1_000));
        // Others can only use more of it, so until then no question is needed.
        refusal = verdict;
        refusedUntil = micros + wait;
        return verdict;
    }

    /** Redis did not answer: what it was to be told is told later. */
    synchronized void notTold(Question question) {
        settle(question);
        for (int i = 0; i < untold.length; i++) {
            untold[i] += question.untold()[i];
        }
    }

    private void settle(Question question) {
        for (int i = 0; i < underWay.length; i++) {
            underWay[i] -= question.untold()[i];
        }
    }

    /** Decides while Redis is away: by a share of the limits, and by what is known from before. */
    synchronized Verdict decideAlone(Limits now, @Nullable Slot slot, double share, long micros) {
        limits = now;
        usedAt = micros;
        for (int i = 0; i < wholeAt.length; i++) {
            Quota quota = limits.quotas().get(i);
            if (quota != null) {
                double wait = owed(i, micros) + quota.intervalMicros() / share - quota.windowMicros();
                if (wait > 0) {
                    return new Verdict.Refused(quota.policy(), Duration.ofNanos((long) Math.ceil(wait * 1_000)));
                }
            }
        }
        if (slot != null && limits.open() > 0 && open + 1 > Math.max(1, (int) (limits.open() * share))) {
            return new Verdict.Refused(Limits.STREAMS, Duration.ofSeconds(1));
        }
        use(slot, micros, share);
        return Verdict.ADMITTED;
    }

    /** An answer took so many tokens. */
    synchronized void charge(long tokens, double share, long micros) {
        for (int i = Limits.REQUESTS + 1; i < wholeAt.length; i++) {
            spend(i, tokens, micros, share);
            untold[i] += tokens;
        }
    }

    /** An answer or stream has ended. */
    synchronized void release(Slot slot) {
        if (slot.taken && !slot.ended) {
            open--;
        }
        slot.ended = true;
    }

    synchronized boolean hasUntold() {
        return Arrays.stream(untold).anyMatch(amount -> amount > 0);
    }

    synchronized int open() {
        return open;
    }

    synchronized boolean isIdleSince(long micros) {
        return open == 0 && usedAt < micros && !hasUntold();
    }

    /** {@code RateLimit} of the IETF's draft: what remains, and in how many seconds all of it is back. */
    synchronized String header(long micros) {
        StringBuilder header = new StringBuilder(80);
        for (int i = 0; i < wholeAt.length; i++) {
            Quota quota = limits.quotas().get(i);
            if (quota != null) {
                header.append(header.isEmpty() ? "\"" : ", \"")
                        .append(quota.policy())
                        .append("\";r=")
                        .append(quota.remaining(owed(i, micros)))
                        .append(";t=")
                        .append((long) Math.ceil(owed(i, micros) / 1e6));
            }
        }
        return header.toString();
    }
}
