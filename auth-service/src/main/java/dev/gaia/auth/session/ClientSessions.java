package dev.gaia.auth.session;

import dev.gaia.auth.revocation.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The sessions that OAuth clients hold; they live and end as all do. */
@Component
public class ClientSessions {

    private final SessionRepository repository;
    private final RefreshTokenRepository refreshTokens;
    private final Sessions sessions;
    private final SignIns signIns;
    private final SessionProperties properties;
    private final InstantSource clock;

    ClientSessions(
            SessionRepository repository,
            RefreshTokenRepository refreshTokens,
            Sessions sessions,
            SignIns signIns,
            SessionProperties properties,
            InstantSource clock) {
        this.repository = repository;
        this.refreshTokens = refreshTokens;
        this.sessions = sessions;
        this.signIns = signIns;
        this.properties = properties;
        this.clock = clock;
    }

    /** @return false when there is or was one with this id */
    public boolean open(ClientSession session) {
        return open(session, properties.idle());
    }

    /** @return false when there is or was one with this id */
    public boolean open(ClientSession session, Duration life) {
        Instant now = clock.instant();
        boolean opened = repository.insert(session, now, now.plus(life));
        if (opened && session.account() != null) {
            signIns.seen(session.id());
        }
        return opened;
    }

    /** A first refresh token of it. */
    public String refreshToken(UUID session) {
        Instant now = clock.instant();
        return sessions.newRefreshToken(session, now, now);
    }

    /** What the refresh token would go on with; it stays unused. */
    public Optional<ClientSession> findByRefreshToken(String refreshToken) {
        return refreshTokens.findSession(RefreshToken.hash(refreshToken)).flatMap(repository::findClientSession);
    }

    public Optional<ClientSession> find(UUID session) {
        return repository.findClientSession(session);
    }

    /** The client is no more. */
    public void endAllOf(String client) {
        repository.findLiveOf(client).forEach(session -> sessions.end(session, Reason.CLIENT_REVOKED));
    }

    public Rotation rotate(String refreshToken, ClientRefresh client) {
        return sessions.rotate(refreshToken, client);
    }
}
