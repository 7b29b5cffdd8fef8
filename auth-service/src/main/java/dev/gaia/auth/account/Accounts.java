package dev.gaia.auth.account;

import dev.gaia.auth.credential.PasswordHashes;
import dev.gaia.auth.credential.PasswordPolicy;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Who there is. */
@Component
public class Accounts {

    private final AccountRepository repository;
    private final PasswordHashes passwords;
    private final AccountMetrics metrics;
    private final InstantSource clock;

    Accounts(AccountRepository repository, PasswordHashes passwords, AccountMetrics metrics, InstantSource clock) {
        this.repository = repository;
        this.passwords = passwords;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @throws ErrorResponseException 400 for a weak password, 409 when the address has an account */
    Account register(String email, String password) {
        String normalised = normalised(email);
        PasswordPolicy.complaint(password, normalised).ifPresent(complaint -> {
            throw AccountProblem.WEAK_PASSWORD.exception(complaint);
        });
        Account account = new Account(UUID.randomUUID(), normalised, clock.instant());
        if (!repository.insert(account, passwords.hash(password))) {
            throw AccountProblem.EMAIL_TAKEN.exception("There is an account with this address; sign in instead.");
        }
        metrics.registered();
        return account;
    }

    /**
     * The account that these credentials open; takes as long and says the same whether there is none or the password is
     * wrong.
     *
     * @throws ErrorResponseException 401
     */
    Account authenticate(String email, String password) {
        Optional<AccountRepository.KeptAccount> found = repository.findByEmail(normalised(email));
        boolean good = passwords.matches(
                password, found.map(AccountRepository.KeptAccount::passwordHash).orElse(null));
        metrics.signedIn(good);
        if (!good || found.isEmpty()) {
            throw AccountProblem.WRONG_CREDENTIALS.exception("The e-mail address or the password is wrong.");
        }
        return found.get().account();
    }

    public Optional<Account> find(UUID id) {
        return repository.find(id);
    }

    private static String normalised(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
