package dev.gaia.auth.apikey;

import dev.gaia.auth.session.Revocations;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.token.AccessToken;
import dev.gaia.auth.token.Grant;
import dev.gaia.auth.token.TokenIssuer;
import dev.gaia.common.identity.Caller;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/** Keys that programs hold. */
@Component
public class ApiKeys {

    private final ApiKeyRepository repository;
    private final Sessions sessions;
    private final Revocations revocations;
    private final TokenIssuer issuer;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    ApiKeys(
            ApiKeyRepository repository,
            Sessions sessions,
            Revocations revocations,
            TokenIssuer issuer,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.sessions = sessions;
        this.revocations = revocations;
        this.issuer = issuer;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A new key, with the text that is shown this once. */
    record Created(ApiKey key, String text) {

        @Override
        public String toString() {
            return key.toString();
        }
    }

    Created create(Caller caller, String name) {
        Created created = transactions.execute(_ -> {
            UUID id = sessions.beginForKey(caller.accountId());
            PresentedKey presented = PresentedKey.generate(id);
            ApiKey key = new ApiKey(id, caller.accountId(), name, clock.instant(), null);
            repository.insert(key, presented.secretHash());
            return new Created(key, presented.text());
        });
        if (created == null) {
            throw new IllegalStateException("The transaction gave nothing");
        }
        return created;
    }

    List<ApiKey> list(Caller caller) {
        return repository.list(caller.accountId());
    }

    /** @throws ErrorResponseException 404 when it is not the caller's */
    void revoke(Caller caller, UUID id) {
        if (!repository.delete(caller.accountId(), id)) {
            throw ApiKeyProblem.API_KEY_NOT_FOUND.exception("There is no such key.");
        }
        sessions.end(id);
    }

    /** The key that this text is, when it is good. */
    public Optional<ApiKey> find(String text) {
        return PresentedKey.parse(text)
                .flatMap(presented -> repository
                        .find(presented.id())
                        .filter(kept -> MessageDigest.isEqual(kept.secretHash(), presented.secretHash())))
                .map(ApiKeyRepository.KeptKey::key)
                .filter(key -> !revocations.hasEnded(key.id()));
    }

    /** @throws ErrorResponseException 401 when the key is not good */
    Exchanged exchange(String text) {
        ApiKey key = find(text).orElseThrow(() -> ApiKeyProblem.API_KEY_REFUSED.exception("The API key is not good."));
        repository.markUsed(key.id(), clock.instant());
        return new Exchanged(key, issuer.issue(key.accountId(), key.id(), Grant.API_KEY));
    }

    /** A key and the token that was given for it. */
    record Exchanged(ApiKey key, AccessToken token) {}
}
