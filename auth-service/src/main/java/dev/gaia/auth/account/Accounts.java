package dev.gaia.auth.account;

import dev.gaia.auth.credential.PasswordHashes;
import dev.gaia.auth.credential.PasswordPolicy;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Everybody who has registered. */
@Component
public class Accounts {

    private final AccountRepository repository;
    private final PasswordHashes hashes;
    private final InstantSource clock;

    Accounts(AccountRepository repository, PasswordHashes hashes, InstantSource clock) {
        this.repository = repository;
        this.hashes = hashes;
        this.clock = clock;
    }

    public Optional<Account> find(UUID id) {
        return repository.find(id);
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
        // Asked before the slow hash; the insert asks again, for two who come at once.
        return repository.exists(email.get()) ? new Registration.EmailTaken() : register(email.get(), password);
    }

    private Registration register(Email email, String password) {
        Account account =
                Account.registered(UUID.randomUUID(), email, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return repository.insert(account, hashes.hash(password))
                ? new Registration.Registered(account)
                : new Registration.EmailTaken();
    }

    /** Whose e-mail address and password these are; that nobody has the address takes as long to find out. */
    Optional<Account> authenticate(String address, String password) {
        Optional<AccountRepository.WithPassword> found = Email.parse(address).flatMap(repository::findByEmail);
        boolean right = hashes.matches(
                password,
                found.map(AccountRepository.WithPassword::passwordHash).orElse(null));
        return right ? found.map(AccountRepository.WithPassword::account) : Optional.empty();
    }
}
