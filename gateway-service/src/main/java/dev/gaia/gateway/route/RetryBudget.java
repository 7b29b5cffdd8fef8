package dev.gaia.gateway.route;

/** Lets a share of the requests be tried again, and a few at any time, so that trying again cannot multiply an overload. */
final class RetryBudget {

    private static final double MOST = 10;

    private final double share;
    private double balance = MOST;

    /** @param share of all requests, such as 0.2 */
    RetryBudget(double share) {
        this.share = share;
    }

    synchronized void request() {
        balance = Math.min(MOST, balance + share);
    }

    synchronized boolean tryRetry() {
        if (balance < 1) {
            return false;
        }
        balance -= 1;
        return true;
    }
}
