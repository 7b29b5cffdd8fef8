package dev.gaia.auth.apikey;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Makes, checks and revokes API keys; each has a session of its own, by which its tokens end with it. */
@Component
public class ApiKeys {

    private final ApiKeyRepository repository;
    private final Sessions sessions;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    ApiKeys(ApiKeyRepository repository, Sessions sessions, TransactionOperations transactions, InstantSource clock) {
        this.repository = repository;
        this.sessions = sessions;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A new key, with the only copy of its secret. */
    record Created(ApiKey key, ApiKeySecret secret) {}

    Created create(UUID account, String name) {
        ApiKeySecret secret = ApiKeySecret.generate();
        ApiKey key = new ApiKey(secret.id(), account, name, clock.instant().truncatedTo(ChronoUnit.MICROS), null);
        transactions.executeWithoutResult(_ -> {
            sessions.openForKey(key.id(), account);
            repository.insert(key, secret.hash());
        });
        return new Created(key, secret);
    }

    List<ApiKey> of(UUID account) {
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

    /** The key that this is the text of, when it was not revoked; notes that it was used. */
    public Optional<ApiKey> verify(String text) {
        Optional<ApiKey> key = ApiKeySecret.parse(text)
                .flatMap(secret -> repository
                        .find(secret.id())
                        .filter(found -> secret.hashesTo(found.secretHash()))
                        .map(ApiKeyRepository.WithHash::key))
                .filter(found -> sessions.isLive(found.id()));
        key.ifPresent(this::noteUse);
        return key;
    }

    private void noteUse(ApiKey key) {
        Instant now = clock.instant();
        if (key.isUseNewsAt(now)) {
            repository.updateLastUse(key.id(), now);
        }
    }
}
