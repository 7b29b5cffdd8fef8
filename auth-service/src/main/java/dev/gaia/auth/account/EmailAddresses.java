package dev.gaia.auth.account;

import dev.gaia.auth.account.MailedToken.Purpose;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.region.RegionDirectory;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Confirms addresses, and moves accounts to other ones. */
@Component
class EmailAddresses {

    private final AccountRepository repository;
    private final MailedTokens tokens;
    private final RegionDirectory regions;
    private final Letters letters;
    private final Owner owner;
    private final FirstAdmin firstAdmin;
    private final AuditLog audit;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    EmailAddresses(
            AccountRepository repository,
            MailedTokens tokens,
            RegionDirectory regions,
            Letters letters,
            Owner owner,
            FirstAdmin firstAdmin,
            AuditLog audit,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.tokens = tokens;
        this.regions = regions;
        this.letters = letters;
        this.owner = owner;
        this.firstAdmin = firstAdmin;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Writes again, unless there is nothing to confirm; who asks cannot tell. */
    void resend(String address) {
        Email.parse(address)
                .flatMap(repository::findByEmail)
                .map(AccountRepository.WithPassword::account)
                .filter(account -> account.emailConfirmedAt() == null)
                .ifPresent(letters::askToConfirm);
    }

    /** @return the address that is confirmed now; empty when the token is none, or the address was taken meanwhile */
    Optional<String> confirm(String token) {
        Optional<String> confirmed;
        try {
            confirmed = transactions.execute(_ -> tokens.redeem(token, Purpose.CONFIRM_EMAIL, Purpose.CHANGE_EMAIL)
                    .filter(this::take)
                    .map(MailedToken::email));
        } catch (DuplicateKeyException takenMeanwhile) {
            return Optional.empty();
        }
        if (confirmed.isPresent()) {
            firstAdmin.grant();
        }
        return confirmed;
    }

    private boolean take(MailedToken token) {
        boolean changes = token.purpose() == Purpose.CHANGE_EMAIL;
        boolean taken = changes
                ? move(token.account(), token.email())
                : repository.confirmEmail(token.account(), token.email(), clock.instant());
        if (taken) {
            audit.record(changes ? AuditKind.EMAIL_CHANGED : AuditKind.EMAIL_CONFIRMED, token.account());
        }
        return taken;
    }

    private boolean move(UUID account, String email) {
        repository.find(account).ifPresent(before -> regions.leave(before.email()));
        regions.enter(email);
        return repository.changeEmail(account, email, clock.instant());
    }

    /** @return false when the password is wrong; that the address is somebody else's is not told */
    boolean requestChange(UUID id, Email email, String password) {
        Optional<Account> account = owner.confirm(id, password);
        account.ifPresent(known -> requestChange(known, email));
        return account.isPresent();
    }

    private void requestChange(Account account, Email email) {
        audit.record(AuditKind.EMAIL_CHANGE_REQUESTED, account.id());
        letters.tellEmailChanges(account);
        if (!repository.exists(email)) {
            letters.askToConfirmNew(account, email);
        }
    }
}
