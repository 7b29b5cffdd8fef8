package dev.gaia.gateway.admission;

import java.time.Duration;

/**
 * How many requests may wait for an answer at once, found out by how long answers take: as long as they come about as fast as they
 * used to, a few more are let in; when they slow down, fewer, by as much as they do. Time comes in as an argument.
 */
final class GradientLimit {

    private static final long WINDOW = Duration.ofMillis(100).toNanos();

    /** Faster answers than this are fast enough, however fast they were before. */
    private static final double GOOD_ENOUGH = Duration.ofMillis(50).toNanos();

    private static final double TOLERANCE = 2;
    private static final double STEEPEST = 0.5;
    private static final double SMOOTHING = 0.3;

    /** The usual time follows a slower one within some ten seconds, and a faster one within one. */
    private static final double SLOWER = 0.01;

    private static final double FASTER = 0.1;

    private final int min;
    private final int max;
    private double limit;
    private double usual;
    private long windowBegan;
    private int samples;
    private double sum;
    private int mostPending;

    GradientLimit(int initial, int min, int max) {
        this.min = min;
        this.max = max;
        this.limit = initial;
    }

    int limit() {
        return (int) limit;
    }

    /** @param pending how many were waiting when this answer came */
    void answered(long tookNanos, int pending, long nowNanos) {
        if (samples == 0) {
            windowBegan = nowNanos;
        }
        samples++;
        sum += tookNanos;
        mostPending = Math.max(mostPending, pending);
        if (nowNanos - windowBegan >= WINDOW) {
            adapt(sum / samples);
            samples = 0;
            sum = 0;
            mostPending = 0;
        }
    }

    /** No answer came in time. */
    void missed() {
        limit = Math.max(min, limit * 0.95);
    }

    private void adapt(double took) {
        usual = usual == 0 ? took : usual + (took - usual) * (took > usual ? SLOWER : FASTER);
        double gradient = Math.clamp(TOLERANCE * Math.max(usual, GOOD_ENOUGH) / took, STEEPEST, 1);
        if (gradient == 1 && mostPending < limit / 2) {
            // What is not used says nothing about whether more would be too much.
            return;
        }
        if (gradient == 1) {
            limit = Math.min(max, limit + Math.sqrt(limit) * SMOOTHING);
        } else {
            // A limit far above what there is would take long to come down to where it matters.
            double now = Math.min(limit, 2.0 * mostPending);
            limit = Math.max(min, now * (1 - SMOOTHING * (1 - gradient)));
        }
    }
}
