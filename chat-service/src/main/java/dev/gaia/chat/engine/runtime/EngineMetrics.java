package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.model.StepTimes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** What the engine tells about itself; the names are an interface to dashboards and alerts. */
final class EngineMetrics implements AutoCloseable {

    /** Up to the longest wait that is admitted by default. */
    private static final Duration[] WAITS = millis(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000);

    private static final Duration[] FIRST_TOKENS =
            millis(50, 100, 200, 300, 400, 500, 750, 1_000, 2_000, 5_000, 15_000, 30_000);

    /** Close around the 100 ms at which a stream is seen to stall. */
    private static final Duration[] NEXT_TOKENS = millis(5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 400, 1_000, 5_000);

    private static final Duration[] STEPS = millis(5, 10, 20, 40, 80, 160, 400, 1_000);

    private final MeterRegistry registry;
    private final VllmMetrics vllm;
    private final Counter promptTokens;
    private final Counter completionTokens;
    private final Counter cancelled;
    private final Timer queue;
    private final Timer firstToken;
    private final Timer nextToken;
    private final DistributionSummary batch;
    private final Timer prefillStep;
    private final Timer decodeStep;
    private final Timer mixedStep;
    private final Counter preempted;
    private final Counter reusedTokens;
    private final Counter rightGuesses;
    private final Counter wrongGuesses;
    private final Counter attention;
    private final Counter linear;
    private final Counter otherParts;
    private final Counter sampling;
    private final Counter idle;
    private StepTimes before = StepTimes.NONE;
    private final List<Gauge> gauges = new ArrayList<>();
    private long countedPreemptions;
    private long countedSought;
    private long countedReused;

    EngineMetrics(MeterRegistry registry, String model) {
        this.registry = registry;
        vllm = new VllmMetrics(registry, model, WAITS, FIRST_TOKENS, NEXT_TOKENS);
        promptTokens = tokens("prompt");
        completionTokens = tokens("completion");
        cancelled = Counter.builder("chat.engine.cancelled")
                .description("Requests whose client went away before the end")
                .register(registry);
        queue = timer("chat.engine.queue", "From submission to the beginning of the work", WAITS);
        firstToken = timer("chat.engine.first.token", "From submission to the first token", FIRST_TOKENS);
        nextToken = timer("chat.engine.next.token", "Between two tokens of an answer", NEXT_TOKENS);
        batch = DistributionSummary.builder("chat.engine.batch")
                .description("Sequences in one step")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 24, 32, 48, 64)
                .register(registry);
        prefillStep = step("prefill");
        decodeStep = step("decode");
        mixedStep = step("mixed");
        preempted = Counter.builder("chat.engine.preempted")
                .description("Running requests that had to give up their place or their memory for a while")
                .register(registry);
        reusedTokens = Counter.builder("chat.engine.prefix.hit.tokens")
                .description("Tokens of prompts that the cache held already")
                .register(registry);
        rightGuesses = guesses("right");
        wrongGuesses = guesses("wrong");
        attention = time("attention");
        linear = time("linear");
        otherParts = time("other");
        sampling = time("sampling");
        idle = time("idle");
    }

    void watch(ModelDescription model, Supplier<Number> waiting, Supplier<Number> running, Supplier<Number> cacheUse) {
        Tags tags = Tags.of("model", model.id());
        gauge("chat.engine.waiting", "Requests in the engine's queue", tags, waiting);
        gauge("chat.engine.running", "Requests that the engine works on", tags, running);
        gauge("chat.engine.cache.use", "Part of the key-value memory that running requests hold", tags, cacheUse);
        gauge(
                "chat.engine.info",
                "1 for each loaded model",
                tags.and("precision", String.valueOf(model.precision())),
                () -> 1);
        vllm.watch(waiting, running, cacheUse);
    }

    /** Nobody else holds on to the supplier, so the gauge must. */
    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** Takes the gauges back, which would tell of a model that is gone. */
    @Override
    public void close() {
        gauges.forEach(registry::remove);
        vllm.close();
    }

    void step(int promptTokensRead, int answerTokens, int sequences, long nanos) {
        promptTokens.increment(promptTokensRead);
        batch.record(sequences);
        Timer timer = answerTokens == 0 ? prefillStep : promptTokensRead == 0 ? decodeStep : mixedStep;
        timer.record(Duration.ofNanos(nanos));
    }

    /** Totals since the engine's start; the counters are those of all engines. */
    void scheduled(long preemptions, long sought, long reused) {
        preempted.increment(preemptions - countedPreemptions);
        reusedTokens.increment(reused - countedReused);
        vllm.scheduled(preemptions - countedPreemptions, sought - countedSought, reused - countedReused);
        countedPreemptions = preemptions;
        countedSought = sought;
        countedReused = reused;
    }

    void guessed(int right, int all) {
        rightGuesses.increment(right);
        wrongGuesses.increment(all - right);
    }

    /** @param model totals since it was loaded */
    void spent(StepTimes model, long samplingNanos) {
        StepTimes step = model.minus(before);
        before = model;
        attention.increment(step.attention() / 1e9);
        linear.increment(step.linear() / 1e9);
        otherParts.increment(step.other() / 1e9);
        sampling.increment(samplingNanos / 1e9);
    }

    void idled(long nanos) {
        idle.increment(nanos / 1e9);
    }

    void completionToken() {
        completionTokens.increment();
        vllm.generationToken();
    }

    /** @param nanos since submission */
    void begun(long nanos) {
        queue.record(Duration.ofNanos(nanos));
        vllm.begun(nanos);
    }

    /** @param nanos since submission */
    void firstToken(int promptLength, long nanos) {
        firstToken.record(Duration.ofNanos(nanos));
        vllm.firstToken(promptLength, nanos);
    }

    /** @param nanos since the last one */
    void nextToken(long nanos) {
        nextToken.record(Duration.ofNanos(nanos));
        vllm.nextToken(nanos);
    }

    /** @param reason {@code stop}, {@code length}, or {@code abort} */
    void ended(String reason, long nanos) {
        vllm.ended(reason, nanos);
    }

    void cancelled() {
        cancelled.increment();
    }

    void refused(Admission refusal) {
        refused(refusal instanceof Admission.QueueFull ? "queue_full" : "wait_too_long");
    }

    void expired() {
        refused("expired");
    }

    private void refused(String reason) {
        Counter.builder("chat.engine.refused")
                .description("Requests that found the queue full, would have waited too long, or have")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    private Counter guesses(String outcome) {
        return Counter.builder("chat.engine.guesses")
                .description("Tokens of answers that were guessed and then checked by the model")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter time(String part) {
        return Counter.builder("chat.engine.time")
                .baseUnit("seconds")
                .description("What the engine's thread spent its time on")
                .tag("part", part)
                .register(registry);
    }

    private Counter tokens(String kind) {
        return Counter.builder("chat.engine.tokens")
                .description("Tokens that went through the model")
                .tag("kind", kind)
                .register(registry);
    }

    private Timer step(String kind) {
        return Timer.builder("chat.engine.step")
                .description("One call of the model")
                .tag("kind", kind)
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }

    private Timer timer(String name, String description, Duration[] buckets) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private static Duration[] millis(long... values) {
        return Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
