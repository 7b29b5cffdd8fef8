package dev.gaia.chat.engine.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The same under the names that vLLM has for it, for dashboards and autoscalers that were made for vLLM. */
final class VllmMetrics implements AutoCloseable {

    private static final String MODEL = "model_name";

    private static final Duration[] WHOLE_ANSWERS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(120)
    };

    private final MeterRegistry registry;
    private final String model;
    private final Timer queue;
    private final Timer firstToken;
    private final Timer nextToken;
    private final Timer wholeAnswer;
    private final Counter promptTokens;
    private final Counter generationTokens;
    private final Counter preemptions;
    private final Counter cacheQueries;
    private final Counter cacheHits;
    private final List<Gauge> gauges = new ArrayList<>();

    VllmMetrics(MeterRegistry registry, String model, Duration[] waits, Duration[] firstTokens, Duration[] nextTokens) {
        this.registry = registry;
        this.model = model;
        queue = timer("vllm:request_queue_time", waits);
        firstToken = timer("vllm:time_to_first_token", firstTokens);
        nextToken = timer("vllm:inter_token_latency", nextTokens);
        wholeAnswer = timer("vllm:e2e_request_latency", WHOLE_ANSWERS);
        promptTokens = counter("vllm:prompt_tokens");
        generationTokens = counter("vllm:generation_tokens");
        preemptions = counter("vllm:num_preemptions");
        cacheQueries = counter("vllm:prefix_cache_queries");
        cacheHits = counter("vllm:prefix_cache_hits");
    }

    void watch(Supplier<Number> waiting, Supplier<Number> running, Supplier<Number> cacheUse) {
        gauge("vllm:num_requests_waiting", waiting);
        gauge("vllm:num_requests_running", running);
        gauge("vllm:kv_cache_usage_perc", cacheUse);
    }

    void scheduled(long preempted, long sought, long reused) {
        preemptions.increment(preempted);
        cacheQueries.increment(sought);
        cacheHits.increment(reused);
    }

    void begun(long nanos) {
        queue.record(Duration.ofNanos(nanos));
    }

    void firstToken(int promptLength, long nanos) {
        promptTokens.increment(promptLength);
        firstToken.record(Duration.ofNanos(nanos));
    }

    void nextToken(long nanos) {
        nextToken.record(Duration.ofNanos(nanos));
    }

    void generationToken() {
        generationTokens.increment();
    }

    void ended(String reason, long nanos) {
        Counter.builder("vllm:request_success")
                .tag(MODEL, model)
                .tag("finished_reason", reason)
                .register(registry)
                .increment();
        wholeAnswer.record(Duration.ofNanos(nanos));
    }

    private Timer timer(String name, Duration[] buckets) {
        return Timer.builder(name)
                .tag(MODEL, model)
                .serviceLevelObjectives(buckets)
                .register(registry);
    }

    private Counter counter(String name) {
        return Counter.builder(name).tag(MODEL, model).register(registry);
    }

    private void gauge(String name, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value)
                .tag(MODEL, model)
                .strongReference(true)
                .register(registry));
    }

    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }
}
