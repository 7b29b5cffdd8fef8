package dev.gaia.gateway.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gaia.common.problem.CommonProblem;
import dev.gaia.gateway.route.Upstream;
import dev.gaia.gateway.route.UpstreamName;
import dev.gaia.gateway.route.Upstreams;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/**
 * Swaps API keys for access tokens through auth-service and remembers the swaps for a while. A burst of the same key makes one
 * call; keys themselves are never kept, only their hashes.
 */
@Component
class ApiKeySwaps {

    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final Duration REFUSAL_KEPT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A swap takes about 1 KB. */
    private static final int MOST_KEYS = 20_000;

    /** What auth-service said of a key. */
    private sealed interface Swap {

        record Good(String accessToken, Duration life) implements Swap {}

        record Refused() implements Swap {}
    }

    private record Answer(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("expires_in") long expiresIn) {}

    private final AsyncCache<TokenHash, Swap> cache = Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfter(Expiry.creating((TokenHash _, Swap swap) -> life(swap)))
            .buildAsync();

    private final Upstream auth;
    private final WebClient http;
    private final Counter calls;
    private final Counter requests;

    ApiKeySwaps(Upstreams upstreams, WebClient.Builder http, MeterRegistry registry) {
        this.auth = upstreams.get(UpstreamName.AUTH);
        this.http = http.build();
        this.requests = Counter.builder("gateway.key.swaps")
                .description("Requests that came with an API key")
                .register(registry);
        this.calls = Counter.builder("gateway.key.swap.calls")
                .description("Swaps that auth-service was asked for, since they were not remembered")
                .register(registry);
    }

    /** An access token for this key; fails with 401 when the key is not good, with 503 when nobody can say. */
    Mono<String> accessToken(String apiKey) {
        requests.increment();
        return Mono.fromFuture(
                        () -> cache.get(
                                TokenHash.of(apiKey), (_, _) -> swap(apiKey).toFuture()),
                        true)
                .flatMap(swap -> switch (swap) {
                    case Swap.Good good -> Mono.just(good.accessToken());
                    case Swap.Refused _ -> Mono.error(new InvalidBearerTokenException("The API key is not good"));
                });
    }

    private Mono<Swap> swap(String apiKey) {
        calls.increment();
        return auth.ask(address -> http.post()
                        .uri(address + "/internal/api-keys/exchange")
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(Map.of("api_key", apiKey))
                        .exchangeToMono(response -> switch (response.statusCode()
                                .value()) {
                            case 200 -> response.bodyToMono(Answer.class).map(ApiKeySwaps::good);
                            case 400, 401 -> response.releaseBody().thenReturn(new Swap.Refused());
                            default -> response.releaseBody().then(Mono.error(ApiKeySwaps::unavailable));
                        }))
                .timeout(PATIENCE)
                .onErrorMap(failure -> failure instanceof ErrorResponseException ? failure : unavailable());
    }

    private static Swap good(Answer answer) {
        Duration left = Duration.ofSeconds(Math.max(1, answer.expiresIn() - 30));
        return new Swap.Good(answer.accessToken(), left.compareTo(KEPT) < 0 ? left : KEPT);
    }

    private static Duration life(Swap swap) {
        return switch (swap) {
            case Swap.Good good -> good.life();
            case Swap.Refused _ -> REFUSAL_KEPT;
        };
    }

    private static ErrorResponseException unavailable() {
        ErrorResponseException problem =
                CommonProblem.UNAVAILABLE.exception("API keys cannot be checked right now. Try again in 2 s.");
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, "2");
        return problem;
    }
}
