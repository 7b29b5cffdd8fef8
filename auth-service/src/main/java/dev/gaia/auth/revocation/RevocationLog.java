package dev.gaia.auth.revocation;

import dev.gaia.auth.token.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Sessions that ended, in the order in which they did. An entry is written in the transaction that ends the session. */
@Component
public class RevocationLog {

    /** How much longer than a token's life its revocation is told, for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final RevocationRepository repository;
    private final RevocationNews news;
    private final TokenIssuer issuer;
    private final InstantSource clock;

    RevocationLog(RevocationRepository repository, RevocationNews news, TokenIssuer issuer, InstantSource clock) {
        this.repository = repository;
        this.news = news;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Every gateway and service refuses the sessions' tokens within a second of the transaction's end.
     *
     * @throws IllegalStateException outside of a transaction
     */
    public void append(Collection<UUID> sessions, Reason reason) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("The end of a session and its entry in the log belong together");
        }
        if (sessions.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        repository.append(sessions, reason, now, now.plus(keptFor()));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                news.publish();
            }
        });
    }

    /** For so long after a session has ended, one of its tokens could still be taken for good. */
    public Duration keptFor() {
        return issuer.life().plus(MARGIN);
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        repository.deleteOver(clock.instant());
    }
}
