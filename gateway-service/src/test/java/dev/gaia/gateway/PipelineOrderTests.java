package dev.gaia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.gateway.pipeline.GatewayPipeline;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.web.server.WebFilter;

/** What is written in {@link GatewayPipeline} is what runs. */
class PipelineOrderTests {

    @Test
    void stepsRunInTheOrderInWhichTheyAreListed() {
        int[] orders = Arrays.stream(GatewayPipeline.values())
                .mapToInt(GatewayPipeline::order)
                .toArray();
        assertThat(orders).isSorted();

        try (StubAuth auth = new StubAuth();
                RunningGateway gateway = new RunningGateway(auth.url(), auth.url(), auth.url())) {
            assertThat(names(gateway.beans(WebFilter.class)))
                    .containsExactly(
                            "CorrelationWebFilter",
                            "SecurityHeaders",
                            "HeaderLimit",
                            "BodyLimit",
                            "CorsStep",
                            "WebFilterChainProxy",
                            "RateLimitStep",
                            "AdmissionStep",
                            "RevocableAnswers");
            assertThat(names(gateway.beans(GlobalFilter.class)))
                    .containsSubsequence(
                            "OutgoingHeaders",
                            "UpstreamStep",
                            "EventStreamStep",
                            "NettyWriteResponseFilter",
                            "FirstByteStep",
                            "NettyRoutingFilter");
        }
    }

    private static List<String> names(List<?> steps) {
        return steps.stream().map(step -> step.getClass().getSimpleName()).toList();
    }
}
