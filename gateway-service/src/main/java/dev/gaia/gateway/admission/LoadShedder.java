package dev.gaia.gateway.admission;

import java.time.Duration;

/**
 * Refuses a part of all requests when the gateway itself cannot keep up, as its event loops tell by being late. What is refused grows by as
 * much as they are, and comes out of the lowest class until there is nothing left of it. Time comes in as an argument.
 */
final class LoadShedder {

    private static final long WINDOW = Duration.ofMillis(100).toNanos();
    private static final double LATE = Duration.ofMillis(50).toNanos();
    private static final double STEEPEST = 0.5;
    private static final double SMOOTHING = 0.3;
    private static final double RECOVERY = 0.05;

    /** Something of the highest class is always let through. */
    private static final double LEAST = 0.2;

    private static final int CLASSES = RequestClass.values().length;

    private final double[] credit = new double[CLASSES];
    private double admitted = CLASSES;
    private long windowBegan;
    private int samples;
    private double sum;

    /** @return whether this one is let in; of a class that is let in by half, every second one is */
    synchronized boolean admits(RequestClass requestClass) {
        int index = requestClass.ordinal();
        credit[index] += Math.clamp(admitted - index, 0, 1);
        if (credit[index] < 1) {
            return false;
        }
        credit[index]--;
        return true;
    }

    /** An event loop came so late to what it was asked to do. */
    synchronized void late(long nanos, long nowNanos) {
        if (samples == 0) {
            windowBegan = nowNanos;
        }
        samples++;
        sum += nanos;
        if (nowNanos - windowBegan >= WINDOW) {
            adapt(sum / samples);
            samples = 0;
            sum = 0;
        }
    }

    private void adapt(double late) {
        double gradient = Math.clamp(LATE / late, STEEPEST, 1);
        admitted = gradient == 1
                ? Math.min(CLASSES, admitted + RECOVERY)
                : Math.max(LEAST, admitted * (1 - SMOOTHING * (1 - gradient)));
    }

    /** How many of the classes are let in, with their parts. */
    synchronized double admitted() {
        return admitted;
    }
}
