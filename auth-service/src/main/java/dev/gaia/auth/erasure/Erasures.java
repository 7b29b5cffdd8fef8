package dev.gaia.auth.erasure;

import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Deletes accounts. The account is emptied and signed out, and what the others have to do is written down, in one
 * transaction; they are told until each has confirmed, however long that takes.
 */
@Component
class Erasures {

    private static final Logger log = LoggerFactory.getLogger(Erasures.class);

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Its sessions' rows say that they have ended for as long as a token could be about. */
    private static final Duration EMPTY_ACCOUNT_KEPT = Duration.ofHours(1);

    private final Accounts accounts;
    private final ErasureRepository repository;
    private final ErasureProperties properties;
    private final OtherServices services;
    private final AuditLog audit;
    private final ErasureMetrics metrics;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    Erasures(
            Accounts accounts,
            ErasureRepository repository,
            ErasureProperties properties,
            OtherServices services,
            AuditLog audit,
            ErasureMetrics metrics,
            TransactionOperations transactions,
            InstantSource clock) {
        this.accounts = accounts;
        this.repository = repository;
        this.properties = properties;
        this.services = services;
        this.audit = audit;
        this.metrics = metrics;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @return false when the password is not the account's */
    boolean delete(UUID account, String password) {
        if (!accounts.isPassword(account, password)) {
            return false;
        }
        transactions.executeWithoutResult(_ -> {
            Instant now = clock.instant();
            audit.record(AuditKind.ACCOUNT_DELETED, account);
            properties
                    .services()
                    .keySet()
                    .forEach(service -> repository.insert(account, service, now, now.plus(properties.firstAttempt())));
            accounts.empty(account);
        });
        return true;
    }

    /** Tells all who are due. */
    void workOff() {
        Optional<ErasureRepository.Task> task = claim();
        while (task.isPresent()) {
            tell(task.get());
            task = claim();
        }
        metrics.pending(repository.pending());
    }

    private Optional<ErasureRepository.Task> claim() {
        return services.names().isEmpty()
                ? Optional.empty()
                : repository.claim(services.names(), clock.instant(), LEASE);
    }

    private void tell(ErasureRepository.Task task) {
        try {
            services.erase(task.service(), task.account(), task.attempts());
            confirmed(task);
        } catch (IOException failure) {
            metrics.failed();
            log.warn(
                    "{}-service has not deleted account {} at attempt {}: {}",
                    task.service(),
                    task.account(),
                    task.attempts(),
                    failure.toString());
            repository.postpone(task, clock.instant().plus(pauseAfter(task.attempts())));
        }
    }

    private void confirmed(ErasureRepository.Task task) {
        transactions.executeWithoutResult(_ -> {
            repository.confirm(task, clock.instant());
            if (repository.isComplete(task.account())) {
                audit.record(AuditKind.ACCOUNT_ERASED, task.account(), null, Map.of());
            }
        });
    }

    private static Duration pauseAfter(int attempts) {
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    void clean() {
        repository.deleteErased(clock.instant().minus(EMPTY_ACCOUNT_KEPT));
    }
}
