package dev.gaia.auth.account;

import dev.gaia.auth.account.MailedToken.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the hashes of tokens that went out by mail: one of each purpose for each account, each good once. */
@Component
class MailedTokens {

    /** So that nobody's mailbox can be filled by whoever knows the address. */
    private static final Duration BETWEEN_LETTERS = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    MailedTokens(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return the token to mail, in place of an older one; empty when one went out a moment ago */
    Optional<String> issue(UUID account, Purpose purpose, String email) {
        String value = MailedToken.newValue();
        Instant now = clock.instant();
        int written = jdbc.sql("""
                        INSERT INTO mailed_token AS old (hash, account_id, purpose, email, created_at, expires_at)
                        VALUES (:hash, :account, :purpose, :email, :now, :expiresAt)
                        ON CONFLICT (account_id, purpose) DO UPDATE
                        SET hash = excluded.hash, email = excluded.email,
                            created_at = excluded.created_at, expires_at = excluded.expires_at
                        WHERE old.created_at <= :replaceable
                        """)
                .param("hash", MailedToken.hash(value))
                .param("account", account)
                .param("purpose", purpose.name())
                .param("email", email)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("expiresAt", now.plus(purpose.life()).atOffset(ZoneOffset.UTC))
                .param("replaceable", now.minus(BETWEEN_LETTERS).atOffset(ZoneOffset.UTC))
                .update();
        return written == 1 ? Optional.of(value) : Optional.empty();
    }

    /** Uses the token up: of two who come with it at once, one is late. */
    Optional<MailedToken> redeem(String value, Purpose... purposes) {
        return jdbc.sql("""
                        DELETE FROM mailed_token
                        WHERE hash = :hash AND purpose = ANY (:purposes) AND expires_at > :now
                        RETURNING account_id, purpose, email
                        """)
                .param("hash", MailedToken.hash(value))
                .param("purposes", Arrays.stream(purposes).map(Enum::name).toArray(String[]::new))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query((row, _) -> new MailedToken(
                        row.getObject("account_id", UUID.class),
                        Purpose.valueOf(row.getString("purpose")),
                        row.getString("email")))
                .optional();
    }

    /** Those of other purposes too: who changed the password must not be undone by a letter from before. */
    void forget(UUID account) {
        jdbc.sql("DELETE FROM mailed_token WHERE account_id = :account")
                .param("account", account)
                .update();
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void clean() {
        jdbc.sql("DELETE FROM mailed_token WHERE expires_at < :now")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
