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
 * makes the first one, and whichever finds one due makes the next, under a lock. They are read again now and then, and when a token names one that is not known here; while the
 * database is away, the last known are used.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    /** For clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    private final SigningKeyRepository repository;
    private final SigningKeyProperties properties;
    private final TransactionOperations transactions;
    private final InstantSource clock;
    private volatile Known known;

    private record Known(List<StoredKey> keys, JWKSet published, Instant readAt) {}

    SigningKeys(
            SigningKeyRepository repository,
            SigningKeyProperties properties,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
        transactions.executeWithoutResult(_ -> prepare());
        this.known = read();
    }

    private void prepare() {
        repository.lock();
        int anew = repository.encryptAnew();
        if (anew > 0) {
            log.info("Encrypted {} signing keys anew; GAIA_KEY_ENCRYPTION_KEY_PREVIOUS is not needed any more", anew);
        }
        if (repository.findActive(clock.instant()).isEmpty()) {
            Instant now = clock.instant();
            make(now, now);
        }
    }

    private SigningKey make(Instant now, Instant signsFrom) {
        SigningKey made = SigningKey.generate(UUID.randomUUID().toString());
        repository.insert(made, now, signsFrom);
        log.info("Made the signing key {}, which signs from {} on", made.id(), signsFrom);
        return made;
    }

    /** Makes the next key when the last one will soon have signed for long enough. */
    void rotateWhenDue(Duration tokenLife) {
        boolean rotated = Boolean.TRUE.equals(transactions.execute(_ -> {
            repository.lock(); // of all instances, one makes it
            Instant now = clock.instant();
            Instant due = repository
                    .findActive(now)
                    .getFirst()
                    .signsFrom()
                    .plus(properties.rotateEvery())
                    .minus(properties.publishedBefore());
            if (now.isBefore(due)) {
                return false;
            }
            rotate(now, now.plus(properties.publishedBefore()), tokenLife);
            return true;
        }));
        if (rotated) {
            reread();
        }
    }

    /** The next key signs as soon as everybody knows it; the tokens of those before are good until they expire. */
    void rotateNow(Duration tokenLife) {
        transactions.executeWithoutResult(_ -> {
            repository.lock();
            Instant now = clock.instant();
            rotate(now, now.plus(properties.publishedBefore()), tokenLife);
        });
        reread();
    }

    /** Somebody else may have a private key: a new one signs from now on, and no token of those before is good any more. */
    void replaceCompromised() {
        transactions.executeWithoutResult(_ -> {
            repository.lock();
            Instant now = clock.instant();
            SigningKey made = make(now, now);
            repository.retireOthers(made.id(), now);
        });
        reread();
    }

    private void rotate(Instant now, Instant signsFrom, Duration tokenLife) {
        SigningKey made = make(now, signsFrom);
        repository.retireOthers(made.id(), signsFrom.plus(tokenLife).plus(FRESH).plus(MARGIN));
        repository.deleteRetired(now.minus(Duration.ofDays(1)));
    }

    /** The one to sign with. */
    SigningKey current() {
        Instant now = clock.instant();
        List<StoredKey> keys = knownSince(FRESH).keys();
        return keys.stream()
                .filter(key -> key.signsAt(now))
                .findFirst()
                .orElseGet(keys::getLast)
                .key();
    }

    /** The public halves of all whose tokens are good, or soon will be. */
    JWKSet published() {
        return knownSince(FRESH).published();
    }

    List<StoredKey> all() {
        return knownSince(FRESH).keys();
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
        } catch (DataAccessException | TransactionException | EncryptionKeyException away) {
            log.warn("The signing keys could not be read again; the last known are used", away);
            known = new Known(known.keys(), known.published(), clock.instant());
        }
    }

    private Known read() {
        List<StoredKey> keys = repository.findActive(clock.instant());
        if (keys.isEmpty()) {
            throw new IllegalStateException("There is no active signing key in the database");
        }
        return new Known(
                keys,
                new JWKSet(keys.stream()
                        .map(StoredKey::key)
                        .map(SigningKeys::publicHalf)
                        .toList()),
                clock.instant());
    }

    private static JWK publicHalf(SigningKey key) {
        return new RSAKey.Builder(key.publicKey())
                .keyID(key.id())
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .build();
    }
}
