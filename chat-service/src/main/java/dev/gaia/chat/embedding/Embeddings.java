package dev.gaia.chat.embedding;

import dev.gaia.chat.engine.ModelDescription;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/**
 * Embeds the texts of several requests at once, on one thread, so that the language model keeps the other cores. A text of
 * each request is read in turn: a long request does not keep a short one waiting. The sentence model is loaded for the first
 * text.
 */
@Component
public class Embeddings {

    static final int MOST_TEXTS = 256;
    static final int MOST_PIECES_TOGETHER = 16_384;

    private static final Duration LONGEST_TEXT = Duration.ofSeconds(10);

    private final int maxOpen;
    private final EmbeddingMetrics metrics;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("embeddings").daemon().factory());
    private volatile double secondsPerRequest = 1;
    private volatile @Nullable SentenceModel model;

    Embeddings(EmbeddingProperties properties, EmbeddingMetrics metrics) {
        this.maxOpen = properties.maxOpen();
        this.metrics = metrics;
    }

    /** As clients see it. */
    public ModelDescription model() {
        return new ModelDescription(
                SentenceModel.ID,
                SentenceModel.MOST_PIECES,
                "int8",
                model == null ? ModelDescription.State.UNLOADED : ModelDescription.State.LOADED);
    }

    /** @param pieces word pieces of all texts, without the marks that the model wants around each */
    record Embedded(List<float[]> vectors, int pieces) {}

    /**
     * Fails with 400 when a text is too long or all of them are, and with 429 when too many wait. Ends when nobody waits any
     * more.
     */
    Mono<Embedded> embed(List<String> texts) {
        return Mono.<Embedded>create(sink -> {
                    if (metrics.open().incrementAndGet() > maxOpen) {
                        metrics.open().decrementAndGet();
                        metrics.refused();
                        sink.error(queueFull());
                    } else {
                        Job job = new Job(texts, sink);
                        sink.onCancel(() -> job.cancelled = true);
                        worker.execute(() -> go(job));
                    }
                })
                // Whatever is done with the vectors must not take the worker's time.
                .publishOn(Schedulers.parallel());
    }

    private ErrorResponseException queueFull() {
        long seconds = Math.clamp(Math.round(maxOpen / 2.0 * secondsPerRequest), 1, 60);
        ErrorResponseException problem =
                EmbeddingProblem.QUEUE_FULL.exception("All slots are taken. Try again in " + seconds + " s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return problem;
    }

    /** A request on its way; only the worker's thread calls it. */
    private final class Job {

        private final List<String> texts;
        private final MonoSink<Embedded> sink;
        private final List<long[]> pieces = new ArrayList<>();
        private final List<float[]> vectors = new ArrayList<>();
        private long nanos;
        private volatile boolean cancelled;

        Job(List<String> texts, MonoSink<Embedded> sink) {
            this.texts = texts;
            this.sink = sink;
        }

        /** @return whether there is more to do */
        boolean step() throws IOException {
            SentenceModel loaded = loadedModel();
            if (pieces.isEmpty()) {
                texts.forEach(text -> pieces.add(loaded.pieces(text)));
                refuseTooLong();
            }
            long start = System.nanoTime();
            long[] next = pieces.get(vectors.size());
            vectors.add(loaded.embed(next));
            long took = System.nanoTime() - start;
            metrics.text(next.length, took);
            nanos += took;
            if (vectors.size() < texts.size()) {
                return true;
            }
            secondsPerRequest += 0.1 * (nanos / 1e9 - secondsPerRequest);
            sink.success(new Embedded(vectors, count()));
            return false;
        }

        private int count() {
            return pieces.stream().mapToInt(all -> all.length - 2).sum();
        }

        private void refuseTooLong() {
            for (int i = 0; i < pieces.size(); i++) {
                if (pieces.get(i).length > SentenceModel.MOST_PIECES) {
                    throw EmbeddingProblem.INVALID_PARAMETER.exception(
                            "input[" + i + "] has " + (pieces.get(i).length - 2) + " tokens; the model takes "
                                    + (SentenceModel.MOST_PIECES - 2) + ".");
                }
            }
            if (count() > MOST_PIECES_TOGETHER) {
                throw EmbeddingProblem.INVALID_PARAMETER.exception("The texts have " + count()
                        + " tokens together; one request may have " + MOST_PIECES_TOGETHER + ".");
            }
        }
    }

    private void go(Job job) {
        boolean goesOn = false;
        try {
            goesOn = !job.cancelled && job.step();
            if (goesOn) {
                worker.execute(() -> go(job));
            }
        } catch (IOException | RuntimeException | Error failure) {
            goesOn = false;
            job.sink.error(failure);
        } finally {
            if (!goesOn) {
                metrics.open().decrementAndGet();
            }
        }
    }

    private SentenceModel loadedModel() throws IOException {
        SentenceModel loaded = model;
        if (loaded == null) {
            loaded = SentenceModel.load();
            model = loaded;
        }
        return loaded;
    }

    @PreDestroy
    void close() throws InterruptedException {
        worker.shutdown();
        if (worker.awaitTermination(LONGEST_TEXT.toSeconds(), TimeUnit.SECONDS) && model != null) {
            model.close();
        }
    }
}
