package dev.gaia.auth.session;

import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.revocation.Reason;
import dev.gaia.common.identity.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Ends the session of whoever asks. */
@RestController
class LogoutController {

    private final Sessions sessions;
    private final AuditLog audit;

    LogoutController(Sessions sessions, AuditLog audit) {
        this.audit = audit;
        this.sessions = sessions;
    }

    @PostMapping({"/api/v0.3/auth/logout", "/api/v1/auth/logout"})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@AuthenticationPrincipal Caller caller) {
        sessions.requireEndable(caller);
        sessions.end(caller.sessionId(), Reason.LOGOUT);
        audit.record(AuditKind.SIGNED_OUT, caller.accountId());
    }
}
