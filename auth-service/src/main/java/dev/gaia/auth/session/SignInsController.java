package dev.gaia.auth.session;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.revocation.Reason;
import dev.gaia.common.identity.Caller;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows users what they are signed in with, and lets them end it. */
@RestController
class SignInsController {

    private final SignIns signIns;
    private final Sessions sessions;
    private final AuditLog audit;

    SignInsController(SignIns signIns, Sessions sessions, AuditLog audit) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.audit = audit;
    }

    record SignInsResponse(List<SignInResponse> sessions) {}

    /** @param current whether it is the one that asks */
    record SignInResponse(
            UUID id,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable String device,
            @Nullable String network,
            boolean current) {}

    @GetMapping("/api/v2/account/sessions")
    SignInsResponse list(@AuthenticationPrincipal Caller caller) {
        sessions.requireSignIn(caller);
        return new SignInsResponse(signIns.of(caller.accountId()).stream()
                .map(signIn -> new SignInResponse(
                        signIn.id(),
                        signIn.createdAt(),
                        signIn.lastUsedAt(),
                        signIn.device(),
                        signIn.network(),
                        signIn.id().equals(caller.sessionId())))
                .toList());
    }

    @DeleteMapping("/api/v2/account/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        sessions.requireSignIn(caller);
        if (signIns.of(caller.accountId()).stream()
                .noneMatch(signIn -> signIn.id().equals(id))) {
            throw SessionProblem.SESSION_NOT_FOUND.exception("You have no session with this id.");
        }
        sessions.end(id, Reason.ENDED_BY_OWNER);
        audit.record(AuditKind.SESSION_ENDED, caller.accountId());
    }

    /** Everywhere, here too. */
    @DeleteMapping("/api/v2/account/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void endAll(@AuthenticationPrincipal Caller caller) {
        sessions.requireSignIn(caller);
        sessions.endSignIns(caller.accountId(), null, Reason.ENDED_BY_OWNER);
        audit.record(AuditKind.SIGNED_OUT_EVERYWHERE, caller.accountId());
    }
}
