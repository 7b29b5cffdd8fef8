package dev.gaia.auth.admin;

import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.account.Role;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Says what an account is; its next token has the scopes of that. */
@RestController
class RoleController {

    private final Accounts accounts;
    private final AuditLog audit;

    RoleController(Accounts accounts, AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    record ChangeRoles(@NotEmpty Set<@NotNull Role> roles) {}

    /** Not for admins' own accounts, so that there is always one left. */
    @PutMapping("/api/v2/admin/accounts/{id}/roles")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(
            @AuthenticationPrincipal Caller caller, @PathVariable UUID id, @RequestBody @Valid ChangeRoles request) {
        if (id.equals(caller.accountId())) {
            throw AdminProblem.OWN_ACCOUNT.exception("Another admin has to change your roles.");
        }
        if (!accounts.changeRoles(id, request.roles())) {
            throw AdminProblem.ACCOUNT_NOT_FOUND.exception("There is no account with this id.");
        }
        audit.record(
                AuditKind.ROLES_CHANGED,
                id,
                caller.accountId(),
                Map.of(
                        "roles",
                        request.roles().stream().map(Role::label).sorted().collect(Collectors.joining(" "))));
    }

    /** @param plan by which limits the gateway serves the account */
    record ChangePlan(
            @NotNull @Pattern(regexp = "free|pro|unlimited") String plan) {}

    @PutMapping("/api/v2/admin/accounts/{id}/plan")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePlan(@PathVariable UUID id, @RequestBody @Valid ChangePlan request) {
        if (!accounts.changePlan(id, request.plan())) {
            throw AdminProblem.ACCOUNT_NOT_FOUND.exception("There is no account with this id.");
        }
    }
}
