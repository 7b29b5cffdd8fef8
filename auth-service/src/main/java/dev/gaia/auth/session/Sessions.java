package dev.gaia.auth.session;

import dev.gaia.auth.revocation.Reason;
import dev.gaia.auth.revocation.RevocationLog;
import dev.gaia.auth.token.AccessToken;
import dev.gaia.auth.token.Grant;
import dev.gaia.auth.token.KeyLimits;
import dev.gaia.auth.token.TokenIssuer;
import dev.gaia.common.identity.Caller;
import dev.gaia.common.identity.CallerAuthentication;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Opens sessions, carries them on by refresh tokens, and ends them everywhere. */
@Component
public class Sessions {

    private final SessionRepository sessions;
    private final RefreshTokenRepository refreshTokens;
    private final SignIns signIns;
    private final RevocationLog revocations;
    private final TokenIssuer issuer;
    private final TransactionOperations transactions;
    private final SessionProperties properties;
    private final SessionMetrics metrics;
    private final InstantSource clock;

    Sessions(
            SessionRepository sessions,
            RefreshTokenRepository refreshTokens,
            SignIns signIns,
            RevocationLog revocations,
            TokenIssuer issuer,
            TransactionOperations transactions,
            SessionProperties properties,
            SessionMetrics metrics,
            InstantSource clock) {
        this.sessions = sessions;
        this.refreshTokens = refreshTokens;
        this.signIns = signIns;
        this.revocations = revocations;
        this.issuer = issuer;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A new sign-in of the account. */
    public SessionTokens open(UUID account, Grant grant) {
        UUID session = UUID.randomUUID();
        Instant now = clock.instant();
        String refreshToken = transactions.execute(_ -> {
            sessions.insert(session, account, now, now.plus(properties.idle()));
            signIns.seen(session);
            return newRefreshToken(session, now, now);
        });
        return new SessionTokens(issuer.issue(account, session, grant), refreshToken);
    }

    /** A session that lives until it is ended; {@code id} is that of the API key that it is for. */
    public void openForKey(UUID id, UUID account) {
        sessions.insert(id, account, clock.instant(), null);
    }

    /** An access token for an API key: never with an admin's power, which only a sign-in has. */
    public AccessToken issueForKey(UUID id, UUID account, KeyLimits limits) {
        return issuer.issueForKey(account, id, limits);
    }

    /** The scopes that the account's keys may have. */
    public Set<String> keyScopesOf(UUID account) {
        return issuer.keyScopesOf(account);
    }

    /** Exchanges a refresh token of Gaia's own sign-in for its successor and a new access token. */
    public Rotation rotate(String refreshToken) {
        return rotate(refreshToken, null);
    }

    /** @param client the OAuth client that brings it, and must be the one that got it; null for Gaia's own sign-in */
    Rotation rotate(String refreshToken, @Nullable ClientRefresh client) {
        Rotation rotation = transactions.execute(_ -> tryToRotate(refreshToken, client));
        if (rotation instanceof Rotation.Reused(UUID session)) {
            end(session, Reason.REFRESH_TOKEN_REUSED);
        }
        metrics.refreshed(rotation);
        return rotation;
    }

    private Rotation tryToRotate(String value, @Nullable ClientRefresh client) {
        Instant now = clock.instant();
        return refreshTokens
                .findAndLock(RefreshToken.hash(value))
                .filter(token -> isBroughtBy(client, token))
                .map(token -> switch (token.stateAt(now, properties.refreshGrace())) {
                    case GOOD -> rotate(value, token, now, client);
                    case REPEATED ->
                        rotated(token, RefreshToken.unmask(value, Objects.requireNonNull(token.successor())), client);
                    case USED_BEFORE -> new Rotation.Reused(token.session());
                    case OVER -> new Rotation.Refused();
                })
                .orElseGet(Rotation.Refused::new);
    }

    private boolean isBroughtBy(@Nullable ClientRefresh client, RefreshToken token) {
        String owner = sessions.findClientSession(token.session())
                .map(ClientSession::client)
                .orElse(null);
        return Objects.equals(owner, client == null ? null : client.client());
    }

    private Rotation rotate(String value, RefreshToken token, Instant now, @Nullable ClientRefresh client) {
        String successor = newRefreshToken(token.session(), token.sessionStartedAt(), now);
        refreshTokens.markUsed(RefreshToken.hash(value), RefreshToken.maskedSuccessor(value, successor), now);
        sessions.extend(token.session(), properties.end(token.sessionStartedAt(), now));
        signIns.seen(token.session());
        return rotated(token, successor, client);
    }

    private Rotation rotated(RefreshToken token, String successor, @Nullable ClientRefresh client) {
        AccessToken accessToken = client == null
                ? issuer.issue(token.account(), token.session(), Grant.REFRESH)
                : issuer.issueToClient(
                        token.account(), token.session(), Grant.REFRESH, client.scopes(), client.claims());
        return new Rotation.Rotated(token.account(), new SessionTokens(accessToken, successor));
    }

    String newRefreshToken(UUID session, Instant startedAt, Instant now) {
        String value = RefreshToken.newValue();
        refreshTokens.insert(RefreshToken.hash(value), session, now, properties.end(startedAt, now));
        return value;
    }

    /** Whoever the token is of, when its session has not ended. */
    public CallerAuthentication callerOf(Jwt verified) {
        CallerAuthentication caller = CallerAuthentication.from(verified);
        if (!isLive(caller.getPrincipal().sessionId())) {
            throw new InvalidBearerTokenException("The session has ended");
        }
        return caller;
    }

    public boolean isLive(UUID session) {
        return sessions.isLive(session);
    }

    /**
     * Keeps a program that has only an API key, or an OAuth client's token without the scope {@code account}, from what is
     * its owner's: a stolen key must not make others that outlive it.
     */
    public void requireSignIn(Caller caller) {
        if (!sessions.isOwn(caller.sessionId())) {
            throw SessionProblem.NOT_A_SIGN_IN.exception("An API key cannot do this; sign in with the password.");
        }
    }

    /** An API key ends by being revoked, which only its owner may do. */
    void requireEndable(Caller caller) {
        if (!sessions.isSignIn(caller.sessionId())) {
            throw SessionProblem.NOT_A_SIGN_IN.exception("An API key cannot do this; revoke it instead.");
        }
    }

    /** Its tokens are not accepted any more: here at once, everywhere else within a second. */
    public void end(UUID session, Reason reason) {
        transactions.executeWithoutResult(_ -> {
            if (sessions.end(session, clock.instant())) {
                revocations.append(List.of(session), reason);
                metrics.ended();
            }
        });
    }

    /** Ends all sessions of the account, those of its API keys too. */
    public void endAll(UUID account, Reason reason) {
        transactions.executeWithoutResult(_ -> ended(sessions.endAll(account, clock.instant()), reason));
    }

    /**
     * Ends what the account has signed in to; API keys go on.
     *
     * @param except the session to go on with, or null
     */
    public void endSignIns(UUID account, @Nullable UUID except, Reason reason) {
        transactions.executeWithoutResult(_ -> ended(sessions.endSignIns(account, except, clock.instant()), reason));
    }

    private void ended(List<UUID> all, Reason reason) {
        revocations.append(all, reason);
        all.forEach(_ -> metrics.ended());
    }

    /** Forgets what can have no effect any more. */
    void clean() {
        Instant now = clock.instant();
        refreshTokens.deleteExpired(now);
        sessions.deleteOver(now.minus(revocations.keptFor()), now.minus(properties.idle()));
    }
}
