package dev.gaia.launcher.load;

import java.util.Arrays;

/** Measured times in microseconds, all of them. For one thread. */
final class Samples {

    private int[] micros = new int[1 << 12];
    private int count;

    void addNanos(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, count * 2);
        }
        micros[count] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
        count++;
    }

    void addAll(Samples others) {
        for (int i = 0; i < others.count; i++) {
            addNanos(others.micros[i] * 1_000L);
        }
    }

    int count() {
        return count;
    }

    /** Of all that there are, for example 99 for the time that one in a hundred exceeds; 0 when there are none. */
    double percentileMillis(double percent) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(micros, 0, count);
        return micros[(int) Math.min(count - 1L, (long) (count * percent / 100))] / 1_000.0;
    }
}
