package dev.gaia.auth.admin;

import dev.gaia.auth.account.Account;
import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.account.Role;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.session.Sessions;
import dev.gaia.auth.session.SignIn;
import dev.gaia.auth.session.SignIns;
import dev.gaia.common.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Finds users, keeps them out, and ends their sessions. Each of it is kept in the audit log under the admin's name. */
@RestController
@RequestMapping("/api/v2/admin/accounts")
class AccountAdminController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final SignIns signIns;
    private final AuditLog audit;

    AccountAdminController(Accounts accounts, Sessions sessions, SignIns signIns, AuditLog audit) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.signIns = signIns;
        this.audit = audit;
    }

    record AccountsResponse(List<AccountResponse> accounts) {}

    record AccountResponse(
            UUID id,
            String email,
            Instant createdAt,
            Set<Role> roles,
            @Nullable Instant emailConfirmedAt,
            @Nullable Instant suspendedAt) {

        static AccountResponse from(Account account) {
            return new AccountResponse(
                    account.id(),
                    account.email(),
                    account.createdAt(),
                    account.roles(),
                    account.emailConfirmedAt(),
                    account.suspendedAt());
        }
    }

    record SignInsResponse(List<SignIn> sessions) {}

    /** By the whole address: a list of all users is nobody's business. */
    @GetMapping
    AccountsResponse find(@RequestParam String email) {
        return new AccountsResponse(
                accounts.findByEmail(email).map(AccountResponse::from).stream().toList());
    }

    @GetMapping("/{id}")
    AccountResponse get(@PathVariable UUID id) {
        return AccountResponse.from(known(id));
    }

    /** Ends all sessions and API keys as well: what a thief may have made does not come back with the account. */
    @PutMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void suspend(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        if (id.equals(caller.accountId())) {
            throw AdminProblem.OWN_ACCOUNT.exception("Another admin has to suspend you.");
        }
        known(id);
        accounts.suspend(id);
        note(AuditKind.SUSPENDED, id, caller);
    }

    @DeleteMapping("/{id}/suspension")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unsuspend(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        known(id);
        accounts.unsuspend(id);
        note(AuditKind.UNSUSPENDED, id, caller);
    }

    @GetMapping("/{id}/sessions")
    SignInsResponse sessions(@PathVariable UUID id) {
        return new SignInsResponse(signIns.of(known(id).id()));
    }

    @DeleteMapping("/{id}/sessions/{session}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endSession(@AuthenticationPrincipal Caller caller, @PathVariable UUID id, @PathVariable UUID session) {
        if (signIns.of(known(id).id()).stream().noneMatch(signIn -> signIn.id().equals(session))) {
            throw AdminProblem.SESSION_NOT_FOUND.exception("The account has no session with this id.");
        }
        sessions.end(session, Reason.ENDED_BY_ADMIN);
        note(AuditKind.SESSION_ENDED, id, caller);
    }

    @DeleteMapping("/{id}/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endSessions(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        sessions.endSignIns(known(id).id(), null, Reason.ENDED_BY_ADMIN);
        note(AuditKind.SIGNED_OUT_EVERYWHERE, id, caller);
    }

    private Account known(UUID id) {
        return accounts.find(id).orElseThrow(AccountAdminController::notFound);
    }

    private static ErrorResponseException notFound() {
        return AdminProblem.ACCOUNT_NOT_FOUND.exception("There is no account with this id.");
    }

    private void note(AuditKind kind, UUID account, Caller admin) {
        audit.record(kind, account, admin.accountId(), Map.of());
    }
}
