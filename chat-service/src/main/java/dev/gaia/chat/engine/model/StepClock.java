package dev.gaia.chat.engine.model;

/** Assigns the time between two calls to the part of a step that has just ended. */
final class StepClock {

    private long attention;
    private long linear;
    private long other;
    private long last;

    void start() {
        last = System.nanoTime();
    }

    void attentionEnded() {
        attention += lap();
    }

    void linearEnded() {
        linear += lap();
    }

    void otherEnded() {
        other += lap();
    }

    StepTimes times() {
        return new StepTimes(attention, linear, other);
    }

    private long lap() {
        long now = System.nanoTime();
        long lap = now - last;
        last = now;
        return lap;
    }
}
