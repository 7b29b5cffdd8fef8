package dev.gaia.auth.session;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the gateway which tokens to refuse although they are well signed and not expired. */
@RestController
class RevocationController {

    private final Sessions sessions;

    RevocationController(Sessions sessions) {
        this.sessions = sessions;
    }

    record RevocationsResponse(List<Revocation> sessions) {}

    record Revocation(UUID sessionId, Instant revokedAt) {}

    @GetMapping("/internal/revocations")
    RevocationsResponse revocations() {
        return new RevocationsResponse(sessions.recentlyEnded().stream()
                .map(ended -> new Revocation(ended.id(), ended.endedAt()))
                .toList());
    }
}
