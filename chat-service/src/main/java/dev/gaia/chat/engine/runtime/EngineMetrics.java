package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.model.StepTimes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What the engine tells about itself; the names are an interface to dashboards and alerts. */
final class EngineMetrics implements AutoCloseable {

    private final MeterRegistry registry;
    private final Counter promptTokens;
    private final Counter completionTokens;
    private final Counter cancelled;
    private final Counter refused;
    private final Timer firstToken;
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
    private long countedReused;

    EngineMetrics(MeterRegistry registry) {
        this.registry = registry;
        promptTokens = tokens("prompt");
        completionTokens = tokens("completion");
        cancelled = Counter.builder("chat.engine.cancelled")
                .description("Requests whose client went away before the end")
                .register(registry);
        refused = Counter.builder("chat.engine.refused")
                .description("Requests that found the queue full")
                .register(registry);
        firstToken = Timer.builder("chat.engine.first.token")
                .description("From submission to the first token")
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(300),
                        Duration.ofMillis(400),
                        Duration.ofMillis(500),
                        Duration.ofMillis(750),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15))
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
    }

    void step(int promptTokensRead, int answerTokens, long nanos) {
        promptTokens.increment(promptTokensRead);
        Timer timer = answerTokens == 0 ? prefillStep : promptTokensRead == 0 ? decodeStep : mixedStep;
        timer.record(Duration.ofNanos(nanos));
    }

    /** Totals since the engine's start; the counters are those of all engines. */
    void scheduled(long preemptions, long reused) {
        preempted.increment(preemptions - countedPreemptions);
        reusedTokens.increment(reused - countedReused);
        countedPreemptions = preemptions;
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
    }

    void firstToken(long nanos) {
        firstToken.record(Duration.ofNanos(nanos));
    }

    void cancelled() {
        cancelled.increment();
    }

    void refused() {
        refused.increment();
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
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(40),
                        Duration.ofMillis(80),
                        Duration.ofMillis(160),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(1))
                .register(registry);
    }
}
