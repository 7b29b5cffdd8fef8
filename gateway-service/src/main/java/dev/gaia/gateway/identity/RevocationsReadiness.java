package dev.gaia.gateway.identity;

import dev.gaia.common.revocation.RevokedSessions;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * A gateway that was just started is not ready before it knows which sessions have ended; after that it stays so, for what it
 * knows does not get lost while auth-service is away.
 */
@Component("revocations")
class RevocationsReadiness implements HealthIndicator {

    private final RevokedSessions sessions;

    RevocationsReadiness(RevokedSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Health health() {
        return sessions.isComplete()
                ? Health.up().build()
                : Health.outOfService().build();
    }
}
