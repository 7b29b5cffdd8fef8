package dev.gaia.chat.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share a loop's rounds among them, for loops that take microseconds. Rounds are claimed one by one and the
 * caller takes part, so that a thread which the system has put aside holds up one round and not its share of the loop.
 *
 * <p>Called by one thread. Between two loops the threads look for work for a moment, then sleep.
 */
public final class Workers implements AutoCloseable {

    /** One round of a loop. */
    public interface Round {

        /** @param worker 0 for the calling thread, below {@link Workers#count()} */
        void run(int index, int worker);
    }

    private static final long LOOKING_NANOS = 50_000;

    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Loop current;
    private volatile boolean closed;

    /** @param count threads that work, the calling one included */
    public Workers(int count) {
        for (int i = 1; i < count; i++) {
            int worker = i;
            threads.add(Thread.ofPlatform().name("llm-worker-" + i).daemon().start(() -> work(worker)));
        }
    }

    public int count() {
        return threads.size() + 1;
    }

    /** Runs {@code round} for 0 … {@code rounds - 1} in any order, on any of the threads; returns when all are done. */
    public void run(int rounds, Round round) {
        if (rounds == 1 || threads.isEmpty()) {
            for (int i = 0; i < rounds; i++) {
                round.run(i, 0);
            }
            return;
        }
        Loop loop = new Loop(rounds, round);
        current = loop;
        threads.forEach(LockSupport::unpark);
        loop.takePart(0);
        loop.await();
    }

    private void work(int worker) {
        Loop last = null;
        long idleSince = System.nanoTime();
        while (!closed) {
            Loop loop = current;
            if (loop != null && loop != last) {
                loop.takePart(worker);
                last = loop;
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince > LOOKING_NANOS) {
                LockSupport.park(this);
                idleSince = System.nanoTime();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
    }

    private static final class Loop {

        private final int rounds;
        private final Round round;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();

        Loop(int rounds, Round round) {
            this.rounds = rounds;
            this.round = round;
        }

        void takePart(int worker) {
            int mine = next.getAndIncrement();
            while (mine < rounds) {
                round.run(mine, worker);
                done.incrementAndGet();
                mine = next.getAndIncrement();
            }
        }

        void await() {
            int looks = 0;
            while (done.get() < rounds) {
                if (++looks % 1_000 == 0) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
