package dev.gaia.common.revocation;

import dev.gaia.common.identity.CallerAuthentication;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * The sessions whose tokens are refused although they are well signed and have not expired. One stays until the last of its
 * tokens would have expired, and never leaves before, whatever becomes of those who tell of it.
 */
public final class RevokedSessions {

    private final Map<UUID, Instant> sessions = new ConcurrentHashMap<>();
    private final Map<UUID, Set<Runnable>> watchers = new ConcurrentHashMap<>();
    private volatile boolean complete;

    /** Ends the watching. */
    @FunctionalInterface
    public interface Watch {
        void stop();
    }

    /**
     * Who calls, by a verified token, when the session has not ended.
     *
     * @throws InvalidBearerTokenException when it has
     * @throws AuthenticationServiceException while nobody has told yet which sessions have ended
     */
    public CallerAuthentication admit(Jwt verified) {
        CallerAuthentication caller = CallerAuthentication.from(verified);
        require(caller.getPrincipal().sessionId());
        return caller;
    }

    /** As {@link #admit} does, for a session. */
    public void require(UUID session) {
        if (!complete) {
            throw new AuthenticationServiceException("The sessions that have ended are not known yet");
        }
        if (contains(session)) {
            throw new InvalidBearerTokenException("The session has ended");
        }
    }

    public boolean contains(UUID session) {
        return sessions.containsKey(session);
    }

    /** Whether all that matter were told at least once. */
    public boolean isComplete() {
        return complete;
    }

    public int size() {
        return sessions.size();
    }

    /**
     * Runs the action once when the session ends, or at once when it has ended already.
     *
     * @param action must not block
     */
    public Watch watch(UUID session, Runnable action) {
        watchers.compute(session, (_, others) -> {
            Set<Runnable> actions = others == null ? ConcurrentHashMap.newKeySet() : others;
            actions.add(action);
            return actions;
        });
        if (contains(session)) {
            tell(session);
        }
        return () -> watchers.computeIfPresent(session, (_, actions) -> {
            actions.remove(action);
            return actions.isEmpty() ? null : actions;
        });
    }

    void add(UUID session, Instant until) {
        sessions.merge(session, until, (one, other) -> one.isAfter(other) ? one : other);
        tell(session);
    }

    private void tell(UUID session) {
        Set<Runnable> actions = watchers.remove(session);
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    void completed() {
        complete = true;
    }

    void forgetThoseOverAt(Instant now) {
        sessions.values().removeIf(now::isAfter);
    }
}
