package dev.gaia.auth.session;

import dev.gaia.auth.token.TokenIssuer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * Sessions that have ended while access tokens of theirs may still be good. PostgreSQL is the truth; Redis holds each of
 * them for as long as a token lives, so that every instance can look it up at each request. When Redis is away, PostgreSQL
 * is asked.
 */
@Component
public class Revocations {

    private static final Logger log = LoggerFactory.getLogger(Revocations.class);
    private static final String KEY = "auth:revoked:";

    private final SessionRepository sessions;
    private final StringRedisTemplate redis;
    private final TokenIssuer issuer;
    private final InstantSource clock;

    Revocations(SessionRepository sessions, StringRedisTemplate redis, TokenIssuer issuer, InstantSource clock) {
        this.sessions = sessions;
        this.redis = redis;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** A session and when it ended. */
    public record Revocation(UUID sessionId, Instant revokedAt) {}

    /** The session has ended; its tokens are good no more. */
    void announce(UUID session) {
        try {
            redis.opsForValue().set(KEY + session, "1", issuer.life().plus(Duration.ofMinutes(1)));
        } catch (DataAccessException away) {
            log.warn("Redis is away; the end of session {} is known to PostgreSQL only", session);
        }
    }

    public boolean hasEnded(UUID session) {
        try {
            return Boolean.TRUE.equals(redis.hasKey(KEY + session)) || sessions.hasEnded(session, clock.instant());
        } catch (DataAccessException away) {
            return sessions.hasEnded(session, clock.instant());
        }
    }

    /** Those that matter to whoever verifies tokens: ended within a token's life. */
    List<Revocation> recent() {
        return sessions.endedSince(clock.instant().minus(issuer.life()).minus(Duration.ofMinutes(1)));
    }
}
