package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.model.StepTimes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** As Prometheus reads them: other people's dashboards know these names to the letter. */
class EngineMetricsTests {

    private static final ModelDescription MODEL = new ModelDescription("mu", 512, "int8");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EngineMetrics metrics = new EngineMetrics(registry, "mu");

    @Test
    void vllmsNamesAreThere() {
        metrics.watch(MODEL, () -> 3, () -> 2, () -> 0.25);
        metrics.begun(millis(20));
        metrics.firstToken(37, millis(70));
        metrics.completionToken();
        metrics.nextToken(millis(25));
        metrics.completionToken();
        metrics.ended("stop", millis(1_500));
        metrics.ended("abort", millis(10));
        metrics.scheduled(4, 100, 64);

        assertThat(registry.scrape().lines())
                .contains(
                        "vllm:num_requests_waiting{model_name=\"mu\"} 3.0",
                        "vllm:num_requests_running{model_name=\"mu\"} 2.0",
                        "vllm:kv_cache_usage_perc{model_name=\"mu\"} 0.25",
                        "vllm:prompt_tokens_total{model_name=\"mu\"} 37.0",
                        "vllm:generation_tokens_total{model_name=\"mu\"} 2.0",
                        "vllm:num_preemptions_total{model_name=\"mu\"} 4.0",
                        "vllm:prefix_cache_queries_total{model_name=\"mu\"} 100.0",
                        "vllm:prefix_cache_hits_total{model_name=\"mu\"} 64.0",
                        "vllm:request_success_total{finished_reason=\"stop\",model_name=\"mu\"} 1.0",
                        "vllm:request_success_total{finished_reason=\"abort\",model_name=\"mu\"} 1.0",
                        "vllm:request_queue_time_seconds_count{model_name=\"mu\"} 1",
                        "vllm:request_queue_time_seconds_bucket{model_name=\"mu\",le=\"0.05\"} 1",
                        "vllm:time_to_first_token_seconds_bucket{model_name=\"mu\",le=\"0.05\"} 0",
                        "vllm:time_to_first_token_seconds_bucket{model_name=\"mu\",le=\"0.1\"} 1",
                        "vllm:inter_token_latency_seconds_bucket{model_name=\"mu\",le=\"0.03\"} 1",
                        "vllm:e2e_request_latency_seconds_sum{model_name=\"mu\"} 1.51");
    }

    @Test
    void ourNamesAreThereToo() {
        metrics.begun(millis(20));
        metrics.nextToken(millis(95));
        metrics.step(16, 5, 6, millis(30));
        metrics.refused(new Admission.QueueFull(Duration.ofSeconds(1)));
        metrics.refused(new Admission.WaitTooLong(Duration.ofSeconds(1)));
        metrics.expired();

        assertThat(registry.scrape().lines())
                .contains(
                        "chat_engine_queue_seconds_bucket{le=\"0.05\"} 1",
                        "chat_engine_next_token_seconds_bucket{le=\"0.08\"} 0",
                        "chat_engine_next_token_seconds_bucket{le=\"0.1\"} 1",
                        "chat_engine_batch_bucket{le=\"4.0\"} 0",
                        "chat_engine_batch_bucket{le=\"8.0\"} 1",
                        "chat_engine_refused_total{reason=\"queue_full\"} 1.0",
                        "chat_engine_refused_total{reason=\"wait_too_long\"} 1.0",
                        "chat_engine_refused_total{reason=\"expired\"} 1.0");
    }

    @Test
    void stepsTimeIsSplit() {
        metrics.spent(new StepTimes(millis(10), millis(20), millis(5)), millis(1));
        metrics.spent(new StepTimes(millis(30), millis(50), millis(10)), millis(1));
        metrics.idled(millis(500));
        metrics.guessed(3, 4);

        assertThat(registry.scrape().lines())
                .contains(
                        "chat_engine_time_seconds_total{part=\"attention\"} 0.03",
                        "chat_engine_time_seconds_total{part=\"linear\"} 0.05",
                        "chat_engine_time_seconds_total{part=\"other\"} 0.01",
                        "chat_engine_time_seconds_total{part=\"sampling\"} 0.002",
                        "chat_engine_time_seconds_total{part=\"idle\"} 0.5",
                        "chat_engine_guesses_total{outcome=\"right\"} 3.0",
                        "chat_engine_guesses_total{outcome=\"wrong\"} 1.0");
    }

    @Test
    void modelThatIsLoadedAgainCountsOnAndOneThatIsGoneHasNoGauges() {
        metrics.watch(MODEL, () -> 3, () -> 2, () -> 0.25);
        metrics.scheduled(4, 100, 64);
        metrics.close();
        assertThat(registry.scrape()).doesNotContain("chat_engine_running", "vllm:num_requests_running");

        EngineMetrics again = new EngineMetrics(registry, "mu");
        again.watch(MODEL, () -> 7, () -> 2, () -> 0.25);
        again.scheduled(1, 10, 6);

        assertThat(registry.scrape().lines())
                .contains(
                        "vllm:num_requests_waiting{model_name=\"mu\"} 7.0",
                        "vllm:num_preemptions_total{model_name=\"mu\"} 5.0",
                        "vllm:prefix_cache_hits_total{model_name=\"mu\"} 70.0",
                        "chat_engine_prefix_hit_tokens_total 70.0");
    }

    private static long millis(long value) {
        return Duration.ofMillis(value).toNanos();
    }
}
