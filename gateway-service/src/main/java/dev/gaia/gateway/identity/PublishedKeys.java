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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys that auth-service publishes. They are read again when a token names one that is not known, at most every few
 * seconds, so that made-up names cannot make a storm of calls; keys that were read stay when auth-service is away.
 */
final class PublishedKeys {

    private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(5);

    private final Upstream auth;
    private final WebClient http = WebClient.create();
    private volatile JWKSet known = new JWKSet();
    private volatile long readAtNanos;
    private volatile boolean read;
    private final Mono<JWKSet> reading;

    PublishedKeys(Upstream auth) {
        this.auth = auth;
        // Shared while it is under way: many tokens that come at once cause one call.
        this.reading = Mono.defer(this::fetch).share();
    }

    Flux<JWK> find(SignedJWT token) {
        JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
        List<JWK> found = selector.select(known);
        if (!found.isEmpty() || wasReadLately()) {
            return Flux.fromIterable(found);
        }
        return reading.map(selector::select).flatMapIterable(keys -> keys);
    }

    private boolean wasReadLately() {
        return read && System.nanoTime() - readAtNanos < READ_AT_MOST_EVERY.toNanos();
    }

    private Mono<JWKSet> fetch() {
        return Mono.justOrEmpty(auth.choose(List.of()))
                .flatMap(instance -> http.get()
                        .uri(instance.address() + "/.well-known/jwks.json")
                        .retrieve()
                        .bodyToMono(String.class))
                .timeout(PATIENCE)
                .map(PublishedKeys::parse)
                .doOnNext(keys -> {
                    known = keys;
                    readAtNanos = System.nanoTime();
                    read = true;
                })
                .doOnError(failure -> log.warn("The published keys could not be read: {}", failure.toString()))
                .onErrorReturn(known)
                .defaultIfEmpty(known);
    }

    private static JWKSet parse(String json) {
        try {
            return JWKSet.parse(json);
        } catch (ParseException malformed) {
            throw new IllegalStateException("auth-service published keys that cannot be read", malformed);
        }
    }
}
