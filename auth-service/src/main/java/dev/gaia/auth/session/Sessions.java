package dev.gaia.auth.session;

import dev.gaia.auth.token.Grant;
import dev.gaia.auth.token.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.ErrorResponseException;

/**
 * Sign-ins. A refresh token is good once: using it gives the next one, and using it again ends the session, since then
 * somebody else has it too.
 */
@Component
public class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final int REFRESH_TOKEN_BYTES = 32;
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofDays(1);

    private final SessionRepository repository;
    private final Revocations revocations;
    private final TokenIssuer issuer;
    private final SessionProperties properties;
    private final TransactionOperations transactions;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(
            SessionRepository repository,
            Revocations revocations,
            TokenIssuer issuer,
            SessionProperties properties,
            TransactionOperations transactions,
            InstantSource clock) {
        this.repository = repository;
        this.revocations = revocations;
        this.issuer = issuer;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What became of a refresh token that was shown. */
    private sealed interface Renewal {

        record Renewed(Session session) implements Renewal {}

        record Reused(UUID session) implements Renewal {}

        record Refused() implements Renewal {}
    }

    /** Signs an account in. */
    public Session begin(UUID account, Grant grant) {
        return result(transactions.execute(_ -> {
            UUID id = UUID.randomUUID();
            Instant end = clock.instant().plus(properties.life());
            repository.insert(id, account, clock.instant(), end);
            return new Session(id, account, issuer.issue(account, id, grant), newRefreshToken(id, end));
        }));
    }

    /** Begins the session under which an API key's tokens run; it ends only when it is ended. */
    public UUID beginForKey(UUID account) {
        UUID id = UUID.randomUUID();
        repository.insert(id, account, clock.instant(), null);
        return id;
    }

    /** @throws ErrorResponseException 401 when the token is unknown, used, expired, or its session has ended */
    public Session renew(String refreshToken) {
        byte[] hash = sha256(refreshToken);
        Renewal renewal = result(transactions.execute(_ -> renew(hash)));
        return switch (renewal) {
            case Renewal.Renewed(Session session) -> session;
            case Renewal.Reused(UUID session) -> {
                log.warn("A refresh token of session {} was used twice; the session ends", session);
                end(session);
                throw refused();
            }
            case Renewal.Refused _ -> throw refused();
        };
    }

    private Renewal renew(byte[] hash) {
        Optional<SessionRepository.KeptToken> found = repository.findRefreshToken(hash);
        if (found.isEmpty()) {
            return new Renewal.Refused();
        }
        SessionRepository.KeptToken token = found.get();
        if (token.used()) {
            return new Renewal.Reused(token.sessionId());
        }
        if (token.sessionEnded() || !clock.instant().isBefore(token.tokenExpiresAt())) {
            return new Renewal.Refused();
        }
        repository.markUsed(hash, clock.instant());
        return new Renewal.Renewed(new Session(
                token.sessionId(),
                token.accountId(),
                issuer.issue(token.accountId(), token.sessionId(), Grant.REFRESH),
                newRefreshToken(token.sessionId(), token.tokenExpiresAt())));
    }

    /** Ends it for good; harmless when it has ended. */
    public void end(UUID session) {
        if (repository.end(session, clock.instant())) {
            revocations.announce(session);
        }
    }

    private String newRefreshToken(UUID session, Instant expiresAt) {
        byte[] bytes = new byte[REFRESH_TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        repository.insertRefreshToken(sha256(token), session, clock.instant(), expiresAt);
        return token;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forgetExpired() {
        repository.deleteExpiredBefore(clock.instant().minus(KEPT_AFTER_EXPIRY));
    }

    private static ErrorResponseException refused() {
        return SessionProblem.REFRESH_TOKEN_REFUSED.exception("The refresh token is not good; sign in again.");
    }

    /** A plain hash is enough for 256 random bits. */
    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T result(@org.jspecify.annotations.Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("The transaction gave nothing");
        }
        return value;
    }
}
