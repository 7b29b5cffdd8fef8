package dev.gaia.auth.account;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.credential.PasswordHashes;
import dev.gaia.auth.credential.PasswordPolicy;
import dev.gaia.auth.region.RegionDirectory;
import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Everybody who has registered. */
@Component
public class Accounts {

    private final AccountRepository repository;
    private final PasswordHashes hashes;
    private final Owner owner;
    private final Limits limits;
    private final RegionDirectory regions;
    private final Letters letters;
    private final MailedTokens tokens;
    private final Sessions sessions;
    private final AuditLog audit;
    private final AccountProperties properties;
    private final TransactionOperations transactions;
    private final InstantSource clock;

    Accounts(
            AccountRepository repository,
            PasswordHashes hashes,
            Owner owner,
            Limits limits,
            RegionDirectory regions,
            Letters letters,
            MailedTokens tokens,
            Sessions sessions,
            AuditLog audit,
            AccountProperties properties,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.hashes = hashes;
        this.owner = owner;
        this.limits = limits;
        this.regions = regions;
        this.letters = letters;
        this.tokens = tokens;
        this.sessions = sessions;
        this.audit = audit;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    public Optional<Account> find(UUID id) {
        return repository.find(id);
    }

    public Optional<Account> findByEmail(String address) {
        return Email.parse(address).flatMap(repository::findByEmail).map(AccountRepository.WithPassword::account);
    }

    /** Keeps the account out until further notice, and ends all that it has. */
    public void suspend(UUID id) {
        repository.updateSuspension(id, clock.instant());
        sessions.endAll(id, Reason.ACCOUNT_SUSPENDED);
    }

    public boolean isPassword(UUID id, String password) {
        return owner.confirm(id, password).isPresent();
    }

    /** Nobody is left whose account it is; to be called in a transaction. */
    public void empty(UUID id) {
        Optional<Account> account = repository.find(id);
        sessions.endAll(id, Reason.ACCOUNT_DELETED);
        tokens.forget(id);
        repository.empty(id, clock.instant());
        account.ifPresent(known -> {
            regions.leave(known.email());
            letters.tellDeleted(known);
        });
    }

    public void unsuspend(UUID id) {
        repository.updateSuspension(id, null);
    }

    /** @return false when there is no such account */
    public boolean changeRoles(UUID id, Set<Role> roles) {
        return repository.updateRoles(id, roles);
    }

    Registration register(String address, String password) {
        Optional<Email> email = Email.parse(address);
        if (email.isEmpty()) {
            return new Registration.Unacceptable("The e-mail address is not valid.");
        }
        Optional<String> complaint =
                PasswordPolicy.complaint(password, email.get().value());
        if (complaint.isPresent()) {
            return new Registration.Unacceptable(complaint.get());
        }
        limits.chargeRegistration();
        Registration registration = register(email.get(), password);
        return properties.loginNeedsConfirmedEmail() ? told(registration, email.get()) : registration;
    }

    private Registration register(Email email, String password) {
        // Asked before the slow hash, where the answer tells it anyhow; the insert asks again, for two who come at
        // once.
        if (!properties.loginNeedsConfirmedEmail() && repository.exists(email)) {
            return new Registration.EmailTaken();
        }
        Account account = Account.registered(
                UUID.randomUUID(), email, clock.instant().truncatedTo(ChronoUnit.MICROS), regions.here());
        String hash = hashes.hash(password);
        boolean inserted = transactions.execute(_ -> insert(account, hash));
        if (!inserted) {
            return new Registration.EmailTaken();
        }
        letters.askToConfirm(account);
        return new Registration.Registered(account);
    }

    private boolean insert(Account account, String hash) {
        boolean inserted = repository.insert(account, hash);
        if (inserted) {
            regions.enter(account.email());
            audit.record(AuditKind.REGISTERED, account.id());
        }
        return inserted;
    }

    /** The same for new and known addresses; what there is to tell, a letter tells the address's owner. */
    private Registration told(Registration registration, Email email) {
        if (registration instanceof Registration.EmailTaken) {
            repository
                    .findByEmail(email)
                    .map(AccountRepository.WithPassword::account)
                    .ifPresent(letters::tellRegistered);
        }
        return new Registration.ToBeConfirmed();
    }

    /**
     * Whose e-mail address and password these are; that nobody has the address takes as long to find out.
     *
     * @throws org.springframework.web.ErrorResponseException when they are right, but the account may not sign in
     */
    public Optional<Account> authenticate(String address, String password) {
        Owner.Answer answer = owner.ask(address, password);
        Optional<Account> known = Optional.ofNullable(answer.account());
        if (!answer.right()) {
            audit.record(AuditKind.SIGN_IN_REFUSED, known.map(Account::id).orElse(null), null, Map.of());
            return Optional.empty();
        }
        known.ifPresent(this::requireMayEnter);
        return known;
    }

    private void requireMayEnter(Account account) {
        if (account.suspendedAt() != null) {
            throw AccountProblem.suspended();
        }
        if (properties.loginNeedsConfirmedEmail() && account.emailConfirmedAt() == null) {
            letters.askToConfirm(account);
            throw AccountProblem.EMAIL_NOT_CONFIRMED.exception(
                    "Open the link in the letter that was sent to your address first.");
        }
    }

    /** @return false when there is no such account; its next token tells the gateway the plan */
    public boolean changePlan(UUID id, String plan) {
        return repository.updatePlan(id, plan);
    }
}
