package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.AnswerFormat;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.UnsupportedSchemaException;
import dev.gaia.chat.engine.WaitTooLongException;
import dev.gaia.chat.engine.kvcache.BlockPool;
import dev.gaia.chat.engine.model.CausalModel;
import dev.gaia.chat.engine.model.Piece;
import dev.gaia.chat.engine.model.Precision;
import dev.gaia.chat.engine.sampling.Constraint;
import dev.gaia.chat.engine.sampling.Constraints;
import dev.gaia.chat.engine.sampling.Sampler;
import dev.gaia.chat.engine.sampling.StopCondition;
import dev.gaia.chat.engine.scheduler.Backlog;
import dev.gaia.chat.engine.scheduler.Scheduler;
import dev.gaia.chat.engine.scheduler.Sequence;
import dev.gaia.chat.engine.scheduler.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates many answers at once on one model. Other threads only put work into the inbox and read streams; the engine's
 * thread takes the inbox between two steps and does everything else.
 */
final class BatchingLlmEngine implements ServedModel {

    private static final Logger log = LoggerFactory.getLogger(BatchingLlmEngine.class);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
    private static final int WARM_UP_TOKENS = 16;
    private static final int WARM_UP_ROUNDS = 4;

    private final EngineProperties properties;
    private final EngineMetrics metrics;
    private final ModelDescription description;
    private final LoadedModel model;
    private final BlockPool pool;
    private final Scheduler scheduler;
    private final Backlog backlog;
    private final StepBudget budget;
    private final Thread thread;
    private final StepWatch watch = new StepWatch(LONGEST_STEP, BatchingLlmEngine::endProcess);

    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Map<Sequence, Generation> generations = new IdentityHashMap<>();
    private volatile int waiting;
    private volatile int running;
    private volatile double cacheUse;
    private boolean closing;
    private @Nullable Constraints constraints;

    private BatchingLlmEngine(
            String id, EngineProperties properties, EngineMetrics metrics, LoadedModel model, Thread thread) {
        this.properties = properties;
        this.metrics = metrics;
        this.model = model;
        this.thread = thread;
        this.pool = new BlockPool(model.network().blocks(), CausalModel.BLOCK_TOKENS);
        this.scheduler = new Scheduler(
                pool,
                properties.maxRunning(),
                properties.speculation() && model.network().isBatchInvariant());
        this.backlog = new Backlog(properties.maxRunning(), properties.maxQueued());
        this.budget = new StepBudget(properties.stepTokens());
        this.description = new ModelDescription(
                id,
                model.network().contextTokens(),
                model.network().precision().name().toLowerCase(Locale.ROOT));
        metrics.watch(description, () -> waiting, () -> running, () -> cacheUse);
    }

    /**
     * Loads the model on the engine's thread and starts the loop there; returns when the first request can be answered
     * at full speed.
     *
     * @throws dev.gaia.chat.engine.model.ModelFileException when the file is refused
     * @throws IOException when it cannot be read
     */
    static BatchingLlmEngine start(String id, Path path, EngineProperties properties, EngineMetrics metrics)
            throws IOException {
        CompletableFuture<BatchingLlmEngine> started = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().name("llm-engine-" + id).daemon().unstarted(() -> {
            try (LoadedModel model = LoadedModel.load(path, properties)) {
                BatchingLlmEngine engine =
                        new BatchingLlmEngine(id, properties, metrics, model, Thread.currentThread());
                engine.warmUp();
                started.complete(engine);
                engine.loop();
            } catch (IOException | RuntimeException | Error failure) {
                metrics.close();
                if (!started.completeExceptionally(failure)) {
                    log.error("The engine's thread has died", failure);
                }
            }
        });
        thread.start();
        return await(started);
    }

    private static BatchingLlmEngine await(CompletableFuture<BatchingLlmEngine> started) throws IOException {
        try {
            return started.join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case IOException unreadable -> throw unreadable;
                case RuntimeException refused -> throw refused;
                case null, default -> throw failed;
            }
        }
    }

    @Override
    public ModelDescription model() {
        return description;
    }

    @Override
    public Admission submit(GenerationRequest request) {
        int[] prompt = model.tokenizer().encode(model.template().render(request.messages()));
        int room = model.network().contextTokens() - prompt.length;
        if (room < 1) {
            return new Admission.PromptTooLong(prompt.length, model.network().contextTokens() - 1);
        }
        int limit = Math.min(request.maxTokens(), room);
        Duration maxWait = request.maxWait()
                .filter(wait -> wait.compareTo(properties.maxWait()) < 0)
                .orElse(properties.maxWait());
        List<Generation> answers;
        try {
            answers = IntStream.range(0, request.answers())
                    .mapToObj(answer -> generation(request, answer, prompt, limit, maxWait))
                    .toList();
        } catch (UnsupportedSchemaException unsupported) {
            return new Admission.Unsupported("response_format: " + unsupported.getMessage());
        }
        Optional<Admission> refusal =
                backlog.admit(answers.stream().map(Generation::sequence).toList(), maxWait);
        refusal.ifPresent(metrics::refused);
        return refusal.orElseGet(() -> {
            inbox.add(() -> answers.forEach(this::add));
            return new Admission.Admitted(List.copyOf(answers));
        });
    }

    private Generation generation(GenerationRequest request, int answer, int[] prompt, int limit, Duration maxWait) {
        return new Generation(
                new Sequence(request.caller(), request.priority(), prompt, limit),
                new Sampler(
                        request.sampling().forAnswer(answer),
                        ThreadLocalRandom.current().nextLong(),
                        prompt,
                        constraint(request.sampling().format())),
                new StopCondition(request.stop()),
                model.tokenizer().newDecoder(),
                model.endTokens(),
                cancelled -> inbox.add(() -> cancel(cancelled)),
                System.nanoTime(),
                maxWait);
    }

    private Optional<Constraint> constraint(AnswerFormat format) {
        return format instanceof AnswerFormat.Text
                ? Optional.empty()
                : constraints().of(format);
    }

    /** Made when the first answer of a form is asked for: it takes some tenths of a second. */
    private synchronized Constraints constraints() {
        if (constraints == null) {
            constraints = new Constraints(model.tokenizer().textBytes(), model.endTokens());
        }
        return constraints;
    }

    Precision precision() {
        return model.network().precision();
    }

    @Override
    public boolean isIdle() {
        return backlog.isEmpty();
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the answers that still run with an error, then the thread, so that the process ends with PyTorch at rest. */
    @Override
    public void close() {
        inbox.add(() -> closing = true);
        try {
            if (!thread.join(LONGEST_STEP)) {
                log.error("The engine's thread did not end within {}", LONGEST_STEP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        metrics.close();
    }

    /** Without the orderly way, which would wait for the engine's thread. */
    static void endProcess() {
        log.error("A step has taken more than {}; this process ends, so that another one can serve", LONGEST_STEP);
        Runtime.getRuntime().halt(StepWatch.HUNG);
    }

    private void warmUp() {
        int[] blocks = IntStream.range(0, pool.blocksFor(2 * WARM_UP_TOKENS)).toArray();
        model.network().step(List.of(new Piece(new int[WARM_UP_TOKENS], 0, blocks, 1)));
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            model.network().step(List.of(new Piece(new int[1], WARM_UP_TOKENS + round, blocks, 1)));
        }
    }

    private void loop() {
        while (!closing) {
            takeInbox();
            expire(System.nanoTime());
            try {
                run(scheduler.next(budget.promptTokens(scheduler.isAnswering())));
            } catch (RuntimeException failure) {
                log.error("A step of the engine failed; the answers that ran end with an error", failure);
                watch.stepEnds();
                List.copyOf(generations.values()).forEach(generation -> end(generation, failure));
            }
            waiting = scheduler.waiting();
            running = scheduler.running();
            cacheUse = (double) pool.used() / pool.total();
        }
        watch.close();
        List.copyOf(generations.values())
                .forEach(generation -> end(generation, new CancellationException("The engine is shutting down")));
    }

    private void takeInbox() {
        try {
            if (generations.isEmpty()) {
                long start = System.nanoTime();
                Runnable first = inbox.take();
                metrics.idled(System.nanoTime() - start);
                first.run();
            }
        } catch (InterruptedException interrupted) {
            closing = true;
        }
        List<Runnable> rest = new ArrayList<>();
        inbox.drainTo(rest);
        rest.forEach(Runnable::run);
    }

    private void add(Generation generation) {
        generations.put(generation.sequence(), generation);
        scheduler.add(generation.sequence());
    }

    private void cancel(Generation generation) {
        if (generations.containsKey(generation.sequence())) {
            metrics.cancelled();
            metrics.ended("abort", System.nanoTime() - generation.submittedNanos());
            end(generation, new CancellationException("Nobody reads the answer any more"));
        }
    }

    /** Those that have waited too long and are not begun. */
    private void expire(long now) {
        List<Generation> expired = generations.values().stream()
                .filter(generation -> generation.isLate(now))
                .toList();
        for (Generation generation : expired) {
            metrics.expired();
            Duration retryAfter = backlog.retryAfter(generation.sequence(), generation.maxWait());
            end(generation, new WaitTooLongException(retryAfter));
        }
    }

    private void begin(Generation generation, long now) {
        if (!generation.hasBegun()) {
            metrics.begun(now - generation.submittedNanos());
            generation.begin();
        }
    }

    private void run(Step step) {
        if (step.isEmpty()) {
            return;
        }
        List<Piece> pieces = step.pieces().stream().map(BatchingLlmEngine::read).toList();
        long start = System.nanoTime();
        step.pieces().forEach(piece -> begin(generationOf(piece.sequence()), start));
        watch.stepBegins();
        float[][] logits = model.network().step(pieces);
        watch.stepEnds();
        long nanos = System.nanoTime() - start;
        int answerTokens = step.answerTokens();
        int promptTokens = step.tokens() - answerTokens;
        budget.learn(promptTokens, answerTokens, nanos);
        backlog.learn(promptTokens, answerTokens, nanos);
        metrics.step(promptTokens, answerTokens, step.pieces().size(), nanos);
        metrics.scheduled(scheduler.preemptions(), scheduler.soughtTokens(), scheduler.reusedTokens());
        scheduler.done(step);
        Iterator<float[]> rows = Arrays.asList(logits).iterator();
        List<Generation> sampled = step.pieces().stream()
                .filter(Step.Piece::isLast)
                .map(piece -> sample(piece, rows))
                .toList();
        sampled.forEach(Generation::flush);
        metrics.spent(model.network().times(), System.nanoTime() - start - nanos);
    }

    private static Piece read(Step.Piece piece) {
        return new Piece(piece.tokens(), piece.start(), piece.blocks(), piece.isLast() ? 1 + piece.guessed() : 0);
    }

    /** The next token; and as long as guesses turn out to be it, the one after. */
    private Generation sample(Step.Piece piece, Iterator<float[]> rows) {
        Generation generation = generationOf(piece.sequence());
        int right = 0;
        boolean asGuessed = true;
        for (int i = 0; i <= piece.guessed(); i++) {
            float[] logits = rows.next();
            if (asGuessed) {
                sample(generation, logits);
                asGuessed = !generation.isFinished()
                        && i < piece.guessed()
                        && generation.sequence().last() == piece.tokens()[1 + i];
                right += asGuessed ? 1 : 0;
            }
        }
        scheduler.confirm(piece.sequence(), right);
        metrics.guessed(right, piece.guessed());
        if (generation.isFinished()) {
            leave(generation);
        }
        return generation;
    }

    private void sample(Generation generation, float[] logits) {
        long now = System.nanoTime();
        if (generation.sequence().answerTokens() == 0) {
            metrics.firstToken(generation.sequence().promptTokens(), now - generation.submittedNanos());
        } else {
            metrics.nextToken(now - generation.lastTokenNanos());
        }
        generation.tokenAt(now);
        try {
            generation.sample(logits);
        } catch (RuntimeException failure) {
            log.error("A token could not be chosen; this answer ends with an error", failure);
            generation.fail(failure);
            return;
        }
        metrics.completionToken();
        generation
                .finishReason()
                .ifPresent(reason -> metrics.ended(
                        reason.name().toLowerCase(Locale.ROOT), System.nanoTime() - generation.submittedNanos()));
    }

    private void end(Generation generation, RuntimeException reason) {
        generation.fail(reason);
        leave(generation);
    }

    private void leave(Generation generation) {
        generations.remove(generation.sequence());
        backlog.leave(generation.sequence());
        scheduler.remove(generation.sequence());
    }

    private Generation generationOf(Sequence sequence) {
        Generation generation = generations.get(sequence);
        if (generation == null) {
            throw new IllegalStateException("The scheduler runs a sequence that has left");
        }
        return generation;
    }
}
