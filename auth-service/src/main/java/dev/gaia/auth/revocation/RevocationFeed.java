package dev.gaia.auth.revocation;

import dev.gaia.common.problem.CommonProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The part of the log that matters, in memory, for whoever follows it. A thread of its own looks at the database several
 * times a second, and at once when it is told that there is something; followers wait here and cost the database nothing.
 */
@Component
class RevocationFeed implements SmartLifecycle {

    /** The longest that an entry stays unseen when Redis loses the message or is away. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofSeconds(30);
    private static final int PAGE = 5_000;

    private static final Logger log = LoggerFactory.getLogger(RevocationFeed.class);

    private final RevocationRepository repository;
    private final InstantSource clock;
    private final ConcurrentSkipListMap<Long, Revocation> entries = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Condition lookNow = lock.newCondition();
    private boolean lookWanted;
    private volatile long head = -1;
    private volatile long lookedAtNanos;
    private long cleanedAtNanos;
    private volatile boolean running;
    private volatile boolean closing;
    private @Nullable Thread thread;

    RevocationFeed(RevocationRepository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * @param last up to which number these are all
     * @param more whether there are more already
     * @param age how long ago the database was looked at
     */
    record Page(long last, boolean more, Duration age, List<Revocation> entries) {}

    /**
     * What comes after a number, as soon as there is anything, or nothing when the time is over. Whoever knows of more than
     * there is has followed another database, and gets all.
     */
    Page after(long sequence, Duration patience) throws InterruptedException {
        if (closing) {
            throw CommonProblem.UNAVAILABLE.exception("This instance is ending; ask another one.");
        }
        long known = awaitBeyond(sequence, patience);
        long from = sequence > known ? 0 : sequence;
        List<Revocation> page = entries.subMap(from, false, known, true).values().stream()
                .limit(PAGE)
                .toList();
        boolean more = page.size() == PAGE;
        return new Page(
                more ? page.getLast().sequence() : known,
                more,
                Duration.ofNanos(System.nanoTime() - lookedAtNanos),
                page);
    }

    int size() {
        return entries.size();
    }

    double ageSeconds() {
        return (System.nanoTime() - lookedAtNanos) / 1e9;
    }

    private long awaitBeyond(long sequence, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (head <= sequence && left > 0 && !closing) {
                left = grown.awaitNanos(left);
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    void lookSoon() {
        lock.lock();
        try {
            lookWanted = true;
            lookNow.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The first look is part of the start: whoever asks afterwards learns all there is. */
    @Override
    public void start() {
        look();
        running = true;
        thread = Thread.ofVirtual().name("revocation-log").start(this::follow);
    }

    private void follow() {
        try {
            while (running) {
                awaitNextLook();
                try {
                    look();
                } catch (RuntimeException away) {
                    log.warn("The log of ended sessions could not be read: {}", away.getMessage());
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitNextLook() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = BETWEEN_LOOKS.toNanos();
            while (!lookWanted && left > 0) {
                left = lookNow.awaitNanos(left);
            }
            lookWanted = false;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        long start = System.nanoTime();
        long newest = repository.head();
        if (newest != head) {
            // A head that went back is another database, restored or new: its log is read from the beginning.
            List<Revocation> found = repository.findAfter(newest < head ? 0 : head, clock.instant());
            found.forEach(entry -> entries.put(entry.sequence(), entry));
            head = found.isEmpty() ? newest : Math.max(newest, found.getLast().sequence());
            letAllGo();
        }
        lookedAtNanos = start;
        if (start - cleanedAtNanos > BETWEEN_CLEANINGS.toNanos()) {
            cleanedAtNanos = start;
            forget();
        }
    }

    private void letAllGo() {
        lock.lock();
        try {
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void forget() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> now.isAfter(entry.until()));
    }

    /** Whoever waits is let go before the web server waits for them; they find another instance. */
    @EventListener
    void closing(ContextClosedEvent end) {
        closing = true;
        letAllGo();
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
