package dev.gaia.auth.account;

import dev.gaia.auth.credential.PasswordHashes;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out whether somebody is an account's owner, by the password: the same work for a wrong one and for no account. */
@Component
class Owner {

    private final AccountRepository repository;
    private final PasswordHashes hashes;
    private final Limits limits;

    Owner(AccountRepository repository, PasswordHashes hashes, Limits limits) {
        this.repository = repository;
        this.hashes = hashes;
        this.limits = limits;
    }

    /** @param account null when the address has none, or the password was wrong */
    record Answer(boolean right, @Nullable Account account) {}

    /** @return the account that the address has, and whether the password is its own */
    Answer ask(String address, String password) {
        return ask(address, Email.parse(address).flatMap(repository::findByEmail), password);
    }

    /** The account, when the password is its own; for what a stolen access token alone must not do. */
    Optional<Account> confirm(UUID id, String password) {
        return repository
                .findWithPassword(id)
                .map(found -> ask(found.account().email(), Optional.of(found), password))
                .filter(Answer::right)
                .map(Answer::account);
    }

    private Answer ask(String address, Optional<AccountRepository.WithPassword> found, String password) {
        limits.requireRoomToSignIn(address);
        boolean right = hashes.matches(
                password,
                found.map(AccountRepository.WithPassword::passwordHash).orElse(null));
        if (right) {
            limits.recognise(address);
        } else {
            limits.guessedWrong(address);
        }
        return new Answer(
                right, found.map(AccountRepository.WithPassword::account).orElse(null));
    }
}
