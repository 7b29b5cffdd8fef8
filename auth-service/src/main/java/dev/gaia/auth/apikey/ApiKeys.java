package dev.gaia.auth.apikey;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.AccessToken;
import dev.gaia.auth.token.KeyLimits;
import dev.gaia.common.problem.CommonProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Makes, checks and revokes API keys; each has a session of its own, by which its tokens end with it. */
@Component
public class ApiKeys {

    private static final Duration FOREVER = Duration.ofDays(365);

    private final ApiKeyRepository repository;
    private final Sessions sessions;
    private final TransactionOperations transactions;
    private final ApiKeyProperties properties;
    private final InstantSource clock;

    ApiKeys(
            ApiKeyRepository repository,
            Sessions sessions,
            TransactionOperations transactions,
            ApiKeyProperties properties,
            InstantSource clock) {
        this.repository = repository;
        this.sessions = sessions;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /** A new key or a key with a new secret, with the only copy of that. */
    record Created(ApiKey key, ApiKeySecret secret) {}

    /** @param scopes empty for all that keys of the account may have */
    record Wish(
            String name,
            Set<String> scopes,
            @Nullable Integer requestsPerMinute,
            @Nullable Duration life) {}

    Created create(UUID account, Wish wish) {
        Set<String> allowed = sessions.keyScopesOf(account);
        if (!allowed.containsAll(wish.scopes())) {
            throw ApiKeyProblem.SCOPE_NOT_ALLOWED.exception("A key of yours may have these scopes: "
                    + allowed.stream().sorted().collect(Collectors.joining(", ")) + ".");
        }
        ApiKeySecret secret = ApiKeySecret.generate();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        ApiKey key = new ApiKey(
                secret.id(),
                account,
                wish.name(),
                wish.scopes().isEmpty() ? allowed : wish.scopes(),
                wish.requestsPerMinute(),
                now,
                null,
                wish.life() == null ? null : now.plus(wish.life()),
                null,
                null);
        transactions.executeWithoutResult(_ -> {
            if (repository.countAndLock(account) >= properties.most()) {
                throw ApiKeyProblem.TOO_MANY_API_KEYS.exception(
                        "You have " + properties.most() + " API keys; revoke one that you do not need.");
            }
            sessions.openForKey(key.id(), account);
            repository.insert(key, secret.hash());
        });
        return new Created(key, secret);
    }

    /**
     * A new secret for the key.
     *
     * @param overlap how long the old one stays good; null for the standard
     * @return empty when the account has no such key
     */
    Optional<Created> rotate(UUID id, UUID account, @Nullable Duration overlap) {
        Duration effective = overlap == null ? properties.overlap() : overlap;
        if (effective.compareTo(properties.longestOverlap()) > 0) {
            throw CommonProblem.INVALID_REQUEST.exception("overlap_seconds must be at most "
                    + properties.longestOverlap().toSeconds());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return repository
                .find(id)
                .map(ApiKeyRepository.WithHashes::key)
                .filter(key -> key.account().equals(account))
                .map(key -> new ApiKeySecret(id, new byte[0]).renewed())
                .filter(secret -> repository.rotate(id, account, secret.hash(), now, now.plus(effective)))
                .flatMap(secret -> repository.find(id).map(found -> new Created(found.key(), secret)));
    }

    public List<ApiKey> of(UUID account) {
        return repository.findByAccount(account);
    }

    /** @return false when the account has no such key */
    boolean revoke(UUID id, UUID account) {
        return transactions.execute(_ -> {
            boolean deleted = repository.delete(id, account);
            if (deleted) {
                sessions.end(id, Reason.KEY_REVOKED);
            }
            return deleted;
        });
    }

    /** The key that this is the text of, when it is good; notes that it was used. */
    public Optional<ApiKey> verify(String text) {
        return check(text).map(Verified::key);
    }

    /** A key that is good.
     *
     * @param until when it will not be any more, or this secret of it; null when that is open
     */
    record Verified(ApiKey key, @Nullable Instant until) {}

    Optional<Verified> check(String text) {
        Instant now = clock.instant();
        Optional<Verified> good = ApiKeySecret.parse(text)
                .flatMap(secret -> repository.find(secret.id()).flatMap(stored -> check(secret, stored, now)))
                .filter(found -> sessions.isLive(found.key().id()));
        good.ifPresent(found -> noteUse(found.key()));
        return good;
    }

    private static Optional<Verified> check(ApiKeySecret secret, ApiKeyRepository.WithHashes stored, Instant now) {
        ApiKey key = stored.key();
        if (key.isExpiredAt(now)) {
            return Optional.empty();
        }
        if (secret.hashesTo(stored.secretHash())) {
            return Optional.of(new Verified(key, key.expiresAt()));
        }
        Instant oldUntil = key.oldSecretUntil();
        byte[] oldHash = stored.previousSecretHash();
        if (oldHash == null || oldUntil == null || !now.isBefore(oldUntil) || !secret.hashesTo(oldHash)) {
            return Optional.empty();
        }
        return Optional.of(new Verified(key, earlier(oldUntil, key.expiresAt())));
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }

    /** A token for the key that ends with it. */
    AccessToken token(Verified verified) {
        ApiKey key = verified.key();
        Duration left = verified.until() == null ? FOREVER : Duration.between(clock.instant(), verified.until());
        return sessions.issueForKey(
                key.id(), key.account(), new KeyLimits(key.scopes(), key.requestsPerMinute(), left));
    }

    private void noteUse(ApiKey key) {
        Instant now = clock.instant();
        if (key.isUseNewsAt(now)) {
            repository.updateLastUse(key.id(), now);
        }
    }
}
