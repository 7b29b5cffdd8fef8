package dev.gaia.gateway.limit;

import java.time.Duration;

/**
 * So much of something in so much time. All of it may be used at once; what was used comes back evenly (GCRA, the leaky bucket as a
 * meter), so a quota's state is one moment: when it will be whole again.
 *
 * @param policy its name in {@code RateLimit} headers
 * @param unit {@code requests} or {@code tokens}
 */
record Quota(String policy, String unit, long amount, Duration window) {

    Quota {
        if (amount <= 0 || !window.isPositive()) {
            throw new IllegalArgumentException("A quota must be positive: " + policy);
        }
    }

    double windowMicros() {
        return window.toNanos() / 1_000.0;
    }

    /** The time in which one comes back. */
    double intervalMicros() {
        return windowMicros() / amount;
    }

    /** How many there are when the quota will be whole after {@code owedMicros}. */
    long remaining(double owedMicros) {
        return Math.max(0, (long) Math.floor((windowMicros() - owedMicros) / intervalMicros() + 1e-6));
    }

    /** For {@code RateLimit-Policy}. */
    String policyItem() {
        String item = "\"%s\";q=%d;w=%d".formatted(policy, amount, window.toSeconds());
        return unit.equals("requests") ? item : item + ";qu=\"" + unit + "\"";
    }
}
