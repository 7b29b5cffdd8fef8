package dev.gaia.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The keys that sign and verify access tokens, which all instances share through the database; whichever starts first
 * makes the first one. They are read again now and then, and when a token names one that is not known here; while the
 * database is away, the last known are used.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final SigningKeyRepository repository;
    private final InstantSource clock;
    private volatile Known known;

    private record Known(List<SigningKey> keys, JWKSet published, Instant readAt) {}

    SigningKeys(SigningKeyRepository repository, TransactionOperations transactions, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
        transactions.executeWithoutResult(_ -> makeFirst());
        this.known = read();
    }

    private void makeFirst() {
        repository.lock();
        if (repository.findActive().isEmpty()) {
            SigningKey first = SigningKey.generate(UUID.randomUUID().toString());
            repository.insert(first, clock.instant());
            log.info("Made the signing key {}", first.id());
        }
    }

    /** The one to sign with. */
    SigningKey current() {
        return knownSince(FRESH).keys().getFirst();
    }

    /** The public halves of all whose tokens are good. */
    JWKSet published() {
        return knownSince(FRESH).published();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        List<JWK> found = selector.select(published());
        return found.isEmpty() ? selector.select(knownSince(BETWEEN_SEARCHES).published()) : found;
    }

    private Known knownSince(Duration age) {
        if (clock.instant().isAfter(known.readAt().plus(age))) {
            reread();
        }
        return known;
    }

    private void reread() {
        try {
            known = read();
        } catch (DataAccessException | TransactionException away) {
            log.warn("The signing keys could not be read again; the last known are used", away);
            known = new Known(known.keys(), known.published(), clock.instant());
        }
    }

    private Known read() {
        List<SigningKey> keys = repository.findActive();
        if (keys.isEmpty()) {
            throw new IllegalStateException("There is no active signing key in the database");
        }
        return new Known(
                keys, new JWKSet(keys.stream().map(SigningKeys::publicHalf).toList()), clock.instant());
    }

    private static JWK publicHalf(SigningKey key) {
        return new RSAKey.Builder(key.publicKey())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .build();
    }
}
