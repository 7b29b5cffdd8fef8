package dev.gaia.auth.account;

import dev.gaia.auth.account.MailedToken.Purpose;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.credential.PasswordHashes;
import dev.gaia.auth.credential.PasswordPolicy;
import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Changes passwords: by the old one, or by a letter to whoever has forgotten it. */
@Component
class Passwords {

    private final AccountRepository repository;
    private final PasswordHashes hashes;
    private final Owner owner;
    private final Limits limits;
    private final MailedTokens tokens;
    private final Letters letters;
    private final Sessions sessions;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    Passwords(
            AccountRepository repository,
            PasswordHashes hashes,
            Owner owner,
            Limits limits,
            MailedTokens tokens,
            Letters letters,
            Sessions sessions,
            AuditLog audit,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.hashes = hashes;
        this.owner = owner;
        this.limits = limits;
        this.tokens = tokens;
        this.letters = letters;
        this.sessions = sessions;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    sealed interface Change {

        record Changed() implements Change {}

        record Refused() implements Change {}

        /** @param complaint a sentence for the password's owner */
        record Unacceptable(String complaint) implements Change {}
    }

    /** @param session goes on; all other sign-ins end */
    Change change(UUID id, UUID session, String current, String wanted) {
        return owner.confirm(id, current)
                .map(account -> change(account, session, wanted))
                .orElseGet(Change.Refused::new);
    }

    private Change change(Account account, UUID session, String wanted) {
        Optional<String> complaint = PasswordPolicy.complaint(wanted, account.email());
        if (complaint.isPresent()) {
            return new Change.Unacceptable(complaint.get());
        }
        set(account, hashes.hash(wanted), AuditKind.PASSWORD_CHANGED);
        sessions.endSignIns(account.id(), session, Reason.PASSWORD_CHANGED);
        return new Change.Changed();
    }

    /** Writes to the owner of the address if it has an account; who asks cannot tell. */
    void offerReset(String address) {
        Email.parse(address)
                .flatMap(repository::findByEmail)
                .map(AccountRepository.WithPassword::account)
                .ifPresent(letters::offerReset);
    }

    /** All sign-ins end: one of them may be whoever the reset is against. */
    Change reset(String token, String wanted) {
        limits.chargeLetter();
        // Before the token is used up: it must not be lost to a password that is refused.
        Optional<String> complaint = PasswordPolicy.complaint(wanted, "");
        if (complaint.isPresent()) {
            return new Change.Unacceptable(complaint.get());
        }
        String hash = hashes.hash(wanted);
        Optional<Account> account = transactions.execute(_ -> tokens.redeem(token, Purpose.RESET_PASSWORD)
                .flatMap(used -> {
                    repository.confirmEmail(used.account(), used.email(), clock.instant());
                    return repository.find(used.account());
                })
                .map(known -> {
                    set(known, hash, AuditKind.PASSWORD_RESET);
                    return known;
                }));
        account.ifPresent(known -> {
            sessions.endSignIns(known.id(), null, Reason.PASSWORD_CHANGED);
            limits.recognise(known.email()); // else strangers who guess could keep the owner out of here too
        });
        return account.isPresent() ? new Change.Changed() : new Change.Refused();
    }

    private void set(Account account, String hash, AuditKind kind) {
        transactions.executeWithoutResult(_ -> {
            repository.updatePassword(account.id(), hash);
            tokens.forget(account.id());
            audit.record(kind, account.id());
        });
        letters.tellPasswordChanged(account);
    }
}
