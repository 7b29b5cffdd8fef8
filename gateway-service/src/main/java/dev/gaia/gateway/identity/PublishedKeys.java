package dev.gaia.gateway.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gaia.gateway.route.Upstream;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys that auth-service publishes. They are read again when a token names one that is not known, at most every few
 * seconds, so that made-up names cannot make a storm of calls, and beside the requests each minute, so that one that was
 * withdrawn goes; keys that were read stay when auth-service is away. While
 * none were ever read, nobody can say whether a token is good, and looking for a key fails.
 */
final class PublishedKeys {

    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(5);
    private static final Duration READ_AT_LEAST_EVERY = Duration.ofMinutes(1);
    private static final Duration TRIED_AT_MOST_EVERY = Duration.ofSeconds(1);

    private final Upstream auth;
    private final WebClient http;
    private final Mono<JWKSet> latest;
    private volatile JWKSet known = new JWKSet();
    private final AtomicLong version = new AtomicLong();
    private final AtomicLong dueAtNanos = new AtomicLong(System.nanoTime());

    PublishedKeys(Upstream auth, WebClient http) {
        this.auth = auth;
        this.http = http;
        // Many tokens that come at once cause one call.
        this.latest =
                Mono.defer(this::read).cache(_ -> READ_AT_MOST_EVERY, _ -> TRIED_AT_MOST_EVERY, () -> Duration.ZERO);
    }

    /** Another one as soon as other keys are published; to be asked at each request. */
    long version() {
        long due = dueAtNanos.get();
        long now = System.nanoTime();
        if (now - due >= 0 && dueAtNanos.compareAndSet(due, now + READ_AT_LEAST_EVERY.toNanos())) {
            latest.subscribe(_ -> {}, _ -> {}); // beside the request; what went wrong is logged
        }
        return version.get();
    }

    private void keep(JWKSet keys) {
        boolean changed = !ids(keys).equals(ids(known));
        known = keys;
        if (changed) {
            version.incrementAndGet();
        }
    }

    private static Set<String> ids(JWKSet keys) {
        return keys.getKeys().stream().map(JWK::getKeyID).collect(Collectors.toSet());
    }

    Flux<JWK> find(SignedJWT token) {
        JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
        List<JWK> found = selector.select(known);
        if (!found.isEmpty()) {
            return Flux.fromIterable(found);
        }
        return latest.onErrorResume(failure -> known.isEmpty() ? Mono.error(failure) : Mono.just(known))
                .flatMapIterable(selector::select);
    }

    private Mono<JWKSet> read() {
        return auth.ask(address -> http.get()
                        .uri(address + "/.well-known/jwks.json")
                        .retrieve()
                        .bodyToMono(String.class))
                .timeout(PATIENCE)
                .map(PublishedKeys::parse)
                .doOnNext(this::keep)
                .doOnError(failure -> log.warn("The published keys could not be read: {}", failure.toString()));
    }

    private static JWKSet parse(String json) {
        try {
            return JWKSet.parse(json);
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("auth-service published keys that cannot be read", malformed);
        }
    }
}
