package dev.gaia.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gaia.common.identity.CallerAuthentication;
import dev.gaia.common.revocation.RevokedSessions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager;
import reactor.core.publisher.Mono;

/**
 * Remembers tokens that were found good, so that each is verified once and not at every request. What can change is asked each
 * time: whether the token has expired and whether its session has ended. When the published keys change, all is forgotten, for a
 * key may have been withdrawn.
 */
final class VerifiedTokens implements ReactiveAuthenticationManager {

    private final Cache<TokenHash, CallerAuthentication> good;
    private final ReactiveAuthenticationManager verification;
    private final LongSupplier keysVersion;
    private final RevokedSessions revoked;
    private final InstantSource clock;
    private final Counter seenBefore;
    private final Counter firstSight;
    private volatile long version;

    /**
     * @param keysVersion changes when other keys are published
     * @param most how many are remembered; each takes some 3 KB
     */
    VerifiedTokens(
            ReactiveJwtDecoder decoder,
            LongSupplier keysVersion,
            RevokedSessions revoked,
            InstantSource clock,
            MeterRegistry registry,
            int most) {
        this.good = Caffeine.newBuilder().maximumSize(most).build();
        this.verification = verification(decoder, revoked);
        this.keysVersion = keysVersion;
        this.revoked = revoked;
        this.clock = clock;
        this.seenBefore = checks(registry, "remembered");
        this.firstSight = checks(registry, "verified");
        Gauge.builder("gateway.tokens.remembered", good, Cache::estimatedSize)
                .description("Tokens that were found good and are remembered")
                .register(registry);
    }

    private static ReactiveAuthenticationManager verification(ReactiveJwtDecoder decoder, RevokedSessions revoked) {
        JwtReactiveAuthenticationManager manager = new JwtReactiveAuthenticationManager(decoder);
        manager.setJwtAuthenticationConverter(token -> Mono.fromSupplier(() -> revoked.admit(token)));
        return manager;
    }

    private static Counter checks(MeterRegistry registry, String how) {
        return Counter.builder("gateway.tokens.checks")
                .description("Tokens that were checked")
                .tag("how", how)
                .register(registry);
    }

    @Override
    public Mono<Authentication> authenticate(Authentication presented) {
        if (!(presented instanceof BearerTokenAuthenticationToken bearer)) {
            return Mono.empty();
        }
        return Mono.defer(() -> {
            forgetWhenKeysChanged();
            TokenHash hash = TokenHash.of(bearer.getToken());
            CallerAuthentication known = good.getIfPresent(hash);
            return known != null && isAlive(known) ? Mono.just(admitted(known)) : verify(presented, hash);
        });
    }

    private Authentication admitted(CallerAuthentication known) {
        revoked.require(known.getPrincipal().sessionId());
        seenBefore.increment();
        return known;
    }

    private Mono<Authentication> verify(Authentication presented, TokenHash hash) {
        firstSight.increment();
        long began = version;
        return verification.authenticate(presented).doOnNext(found -> {
            if (found instanceof CallerAuthentication caller && began == version) {
                good.put(hash, caller);
            }
        });
    }

    private boolean isAlive(CallerAuthentication known) {
        Instant end = known.getCredentials().getExpiresAt();
        return end != null && clock.instant().isBefore(end);
    }

    private void forgetWhenKeysChanged() {
        long now = keysVersion.getAsLong();
        if (now != version) {
            version = now;
            good.invalidateAll();
        }
    }
}
