package dev.gaia.auth.session;

import dev.gaia.common.identity.Caller;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Ends the session of whoever asks. */
@RestController
class LogoutController {

    private final Sessions sessions;

    LogoutController(Sessions sessions) {
        this.sessions = sessions;
    }

    @PostMapping({"/api/v0.3/auth/logout", "/api/v1/auth/logout"})
    Map<String, String> logout(@AuthenticationPrincipal Caller caller) {
        sessions.requireSignIn(caller);
        sessions.end(caller.sessionId());
        return Map.of("message", "Logged out.");
    }
}
