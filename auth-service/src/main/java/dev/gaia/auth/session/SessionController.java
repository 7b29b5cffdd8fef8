package dev.gaia.auth.session;

import dev.gaia.common.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Going on with a sign-in, ending it, and telling the gateway which have ended. */
@RestController
class SessionController {

    private final Sessions sessions;
    private final Revocations revocations;

    SessionController(Sessions sessions, Revocations revocations) {
        this.sessions = sessions;
        this.revocations = revocations;
    }

    record Refresh(@NotBlank @Size(max = 200) String refreshToken) {

        @Override
        public String toString() {
            return "Refresh[***]";
        }
    }

    record Refreshed(SessionResponse session) {}

    record Revoked(List<Revocations.Revocation> sessions) {}

    @PostMapping({"/api/v0.3/auth/refresh", "/api/v1/auth/refresh"})
    Refreshed refresh(@Valid @RequestBody Refresh request) {
        return new Refreshed(SessionResponse.from(sessions.renew(request.refreshToken())));
    }

    @PostMapping({"/api/v0.3/auth/logout", "/api/v1/auth/logout"})
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@AuthenticationPrincipal Caller caller) {
        sessions.end(caller.sessionId());
    }

    @GetMapping("/internal/revocations")
    Revoked revocations() {
        return new Revoked(revocations.recent());
    }
}
