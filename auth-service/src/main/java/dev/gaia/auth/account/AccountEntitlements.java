package dev.gaia.auth.account;

import dev.gaia.auth.token.Entitlements;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** An account's scopes are those of its roles, read afresh for each token: a role that was taken is gone from the next. */
@Component
class AccountEntitlements implements Entitlements {

    private final AccountRepository repository;

    AccountEntitlements(AccountRepository repository) {
        this.repository = repository;
    }

    /** @throws org.springframework.web.ErrorResponseException when it is suspended, so that no token slips through */
    @Override
    public Set<String> scopesOf(UUID account) {
        return repository.find(account).map(AccountEntitlements::scopes).orElseGet(Set::of);
    }

    private static Set<String> scopes(Account account) {
        if (account.suspendedAt() != null) {
            throw AccountProblem.suspended();
        }
        return account.roles().stream().flatMap(role -> role.scopes().stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String planOf(UUID account) {
        return repository.findPlan(account).orElse("free");
    }
}
