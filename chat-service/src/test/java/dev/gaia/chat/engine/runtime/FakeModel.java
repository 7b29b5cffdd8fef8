package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model whose loading and answering a test decides; its answer to each request names it. */
final class FakeModel implements ModelSource {

    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();
    private final String id;
    private final long bytes;
    private volatile CountDownLatch loading = new CountDownLatch(0);
    private volatile CountDownLatch admitting = new CountDownLatch(0);
    private volatile @Nullable RuntimeException refusal;
    private volatile boolean answering;
    private volatile boolean dead;

    FakeModel(String id, long bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** @return opens when counted down */
    CountDownLatch holdLoading() {
        return loading = new CountDownLatch(1);
    }

    /** @return opens when counted down */
    CountDownLatch holdAdmission() {
        return admitting = new CountDownLatch(1);
    }

    void refuse(@Nullable RuntimeException why) {
        refusal = why;
    }

    void answering(boolean is) {
        answering = is;
    }

    void die() {
        dead = true;
    }

    boolean isLoaded() {
        return loads.get() > closes.get();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public ServedModel load() throws IOException {
        await(loading);
        RuntimeException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        loads.incrementAndGet();
        return new Loaded();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private final class Loaded implements ServedModel {

        private volatile boolean closed;

        @Override
        public ModelDescription model() {
            return new ModelDescription(id, 128, "fake");
        }

        @Override
        public Admission submit(GenerationRequest request) {
            asked.incrementAndGet();
            await(admitting);
            if (closed) {
                throw new AssertionError(id + " was used after it was closed");
            }
            return new Admission.QueueFull(Duration.ofSeconds(id.length()));
        }

        @Override
        public boolean isIdle() {
            return !answering;
        }

        @Override
        public boolean isAlive() {
            return !dead;
        }

        @Override
        public void close() {
            closed = true;
            closes.incrementAndGet();
        }
    }
}
