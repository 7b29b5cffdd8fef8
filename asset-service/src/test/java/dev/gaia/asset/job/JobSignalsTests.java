package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobSignalsTests {

    private static final Duration FOREVER = Duration.ofMinutes(1);

    private final JobSignals signals = new JobSignals();

    @Test
    void anArrivalBetweenLookAndWaitIsNotMissed() throws Exception {
        long seen = signals.arrivals();
        signals.arrived();

        assertReturnsSoon(() -> signals.awaitArrivalAfter(seen, FOREVER));
    }

    @Test
    void anArrivalWakesAllThatWait() throws Exception {
        long seen = signals.arrivals();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = workers.submit(() -> waitFor(seen));
            Future<?> second = workers.submit(() -> waitFor(seen));
            signals.arrived();
            first.get(5, TimeUnit.SECONDS);
            second.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutAnArrivalTheTimeComesToLook() throws Exception {
        signals.awaitArrivalAfter(signals.arrivals(), Duration.ofMillis(5));
    }

    @Test
    void anEndBetweenLookAndWaitIsNotMissed() throws Exception {
        UUID job = UUID.randomUUID();
        CountDownLatch end = signals.endOf(job);
        signals.ended(job);

        assertThat(end.await(0, TimeUnit.SECONDS)).isTrue();
    }

    private Void waitFor(long seen) throws InterruptedException {
        signals.awaitArrivalAfter(seen, FOREVER);
        return null;
    }

    private static void assertReturnsSoon(Waiting waiting) throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            other.submit(() -> {
                        waiting.run();
                        return "done";
                    })
                    .get(5, TimeUnit.SECONDS);
        }
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }
}
